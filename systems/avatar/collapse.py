"""Fewer triangles over the same vertices: each is drawn into a neighbour where it shows least."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Choice = NDArray[np.bool_]

COLOUR = 2e-5
"""Square metres that a colour off by 1 counts as: hair keeps its shades, skin its lips."""

SHARE = 0.5
"""Of the vertices that may go, how many may do so in one pass; the costs change with each."""

TURN = 0.3
"""Cosine between a triangle's normals before and after beyond which it has folded over."""


def collapse(
    corners: Indices, poses: Floats, colours: NDArray[np.float32], fixed: Choice, triangles: int
) -> tuple[Indices, Indices]:
    """Return at most `triangles` triangles, or as few as can be had, and which ones they were.

    Vertices are merged into a neighbour along an edge, in order of the quadric error (Garland and
    Heckbert, 1997) summed over poses; those that stay keep all that they have. Edges of a part
    never move. Takes a second for 20,000 triangles, 5 for 70,000.

    Parameters
    ----------
    corners : (T, 3) intp
    poses : (P, V, 3) float64
        Positions of the vertices in every pose that counts, m.
    colours : (V, C) float32
        0..1.
    fixed : (V,) bool
        Vertices that stay.
    triangles : int

    Returns
    -------
    corners : (N, 3) intp
    source : (N,) intp
        Rows of the old `corners`.
    """
    fixed = fixed | _rim(corners, poses.shape[1])
    source = np.arange(len(corners))
    while len(corners) > triangles:
        into = _merges(corners, poses, colours, fixed, (len(corners) - triangles + 1) // 2)
        if into is None:
            break
        corners = into[corners]
        whole = (corners != np.roll(corners, 1, 1)).all(1)
        corners, source = corners[whole], source[whole]
    return corners, source


def _rim(corners: Indices, count: int) -> Choice:
    """Return which vertices lie on an edge of one triangle alone."""
    edges = np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]]), 1)
    unique, uses = np.unique(edges, axis=0, return_counts=True)
    rim = np.zeros(count, bool)
    rim[unique[uses != 2]] = True
    return rim


def _merges(
    corners: Indices,
    poses: Floats,
    colours: NDArray[np.float32],
    fixed: Choice,
    most: int,
) -> Indices | None:
    """Return into which vertex each one goes in one pass; None if nothing can be merged."""
    start, end, cost = _edges(corners, poses, colours, fixed)
    if not len(start):
        return None
    best = np.lexsort((cost, start))
    first = np.concatenate([[True], np.diff(start[best]) != 0])
    chosen = best[first]
    chosen = chosen[np.argsort(cost[chosen], kind="stable")][: max(int(SHARE * len(chosen)), 1)]
    count = poses.shape[1]
    # Merges of one pass do not touch each other: a vertex goes only if it has drawn a lower lot
    # than its neighbours. By their costs, which fall in rows, few would go.
    lot = np.full(count, np.iinfo(np.int64).max)
    lot[start[chosen]] = np.random.default_rng(0).permutation(len(chosen))
    lowest = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(lowest, corners.ravel(), np.repeat(lot[corners].min(1), 3))
    alone = chosen[lowest[start[chosen]] == lot[start[chosen]]][:most]
    into = np.arange(count)
    into[start[alone]] = end[alone]
    return into


def _edges(
    corners: Indices, poses: Floats, colours: NDArray[np.float32], fixed: Choice
) -> tuple[Indices, Indices, Floats]:
    """Return start, end and cost of every merge that folds nothing over."""
    start, end = _pairs(corners)
    free = ~fixed[start]
    start, end = start[free], end[free]
    quadrics = _quadrics(corners, poses)
    moved = np.concatenate([poses[:, end], np.ones((len(poses), len(end), 1))], 2)
    cost = np.einsum("pei,peij,pej->e", moved, quadrics[:, start], moved)
    tone = ((colours[start] - colours[end]) ** 2).sum(1) * COLOUR
    length = ((poses[0, start] - poses[0, end]) ** 2).sum(1)
    sound = ~_folding(corners, poses[0], start, end) & _linked(corners, start, end)
    return start[sound], end[sound], (cost + tone * length)[sound]


def _pairs(corners: Indices) -> tuple[Indices, Indices]:
    """Return both ends of every edge, each way once, rising."""
    count = int(corners.max()) + 1
    ways = [corners[:, a] * count + corners[:, b] for a in range(3) for b in range(3) if a != b]
    keys = np.sort(np.concatenate(ways))  # faster than np.unique, which hashes first
    keys = keys[np.diff(keys, prepend=-1) != 0]
    return keys // count, keys % count


def _quadrics(corners: Indices, poses: Floats) -> Floats:
    """Return each vertex's sum of squared distances to its triangles' planes, (P, V, 4, 4)."""
    a, b, c = (poses[:, corners[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)
    area = np.linalg.norm(normal, axis=2, keepdims=True)
    normal /= np.maximum(area, 1e-15)
    plane = np.concatenate([normal, -(normal * a).sum(2, keepdims=True)], 2)
    each = area[..., None] / 2 * plane[..., :, None] * plane[..., None, :]
    total = np.zeros((*poses.shape[:2], 4, 4))
    for k in range(3):
        for pose, part in zip(total, each, strict=True):
            np.add.at(pose, corners[:, k], part)
    return total


def _folding(corners: Indices, positions: Floats, start: Indices, end: Indices) -> Choice:
    """Return which merges would turn a triangle over."""
    owner = np.repeat(np.arange(len(corners)), 3)
    order = np.argsort(corners.ravel(), kind="stable")
    first = np.searchsorted(corners.ravel()[order], np.arange(len(positions) + 1))
    uses = np.diff(first)[start]
    merge = np.repeat(np.arange(len(start)), uses)
    within = np.arange(uses.sum()) - np.repeat(np.cumsum(uses) - uses, uses)
    triangle = corners[owner[order[np.repeat(first[start], uses) + within]]]
    kept = ~(triangle == end[merge][:, None]).any(1)
    triangle, merge = triangle[kept], merge[kept]
    after = np.where(triangle == start[merge][:, None], end[merge][:, None], triangle)
    before, behind = _normals(positions[triangle]), _normals(positions[after])
    turned = (before * behind).sum(1) < TURN
    return np.asarray(np.bincount(merge[turned], minlength=len(start)) > 0)


def _normals(points: Floats) -> Floats:
    normal = np.cross(points[:, 1] - points[:, 0], points[:, 2] - points[:, 0])
    return np.asarray(normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-15))


def _linked(corners: Indices, start: Indices, end: Indices) -> Choice:
    """Return which edges have two neighbours in common: merging others would pinch the surface."""
    count = int(corners.max()) + 1
    own, near = _pairs(corners)
    keys = own * count + near
    first = np.searchsorted(own, np.arange(count + 1))
    uses = np.diff(first)[start]
    merge = np.repeat(np.arange(len(start)), uses)
    within = np.arange(uses.sum()) - np.repeat(np.cumsum(uses) - uses, uses)
    neighbour = near[np.repeat(first[start], uses) + within]
    wanted = end[merge] * count + neighbour
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.asarray(np.bincount(merge[keys[place] == wanted], minlength=len(start)) == 2)
