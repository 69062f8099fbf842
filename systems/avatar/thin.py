"""A coarser head from a fine one: vertices are drawn into their neighbours where it shows least."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from systems.avatar.mesh import Corrective, HeadMesh, Target

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Choice = NDArray[np.bool_]

SHOWN = ("eyeBlinkLeft", "eyeBlinkRight", "jawOpen", "mouthSmileLeft", "mouthSmileRight",
         "mouthFunnel", "browInnerUp")  # fmt: skip
"""Shapes that the coarser head must take on as well as the neutral one."""

COLOUR = 2e-5
"""Square metres that a colour off by 1 counts as: hair keeps its shades, skin its lips."""

SHARE = 0.25
"""Of the vertices that may go, how many do so in one pass; the costs change with each."""

TURN = 0.3
"""Cosine between a triangle's normals before and after beyond which it has folded over."""


def thin(head: HeadMesh, triangles: int) -> HeadMesh:
    """Return a head of at most `triangles` triangles, or as few as it can be brought to.

    Vertices are merged into a neighbour along an edge, in order of the quadric error (Garland and
    Heckbert, 1997) summed over the neutral face and some expressions. Those that stay keep
    everything they had, targets too. Edges of a part never move. Takes about a second.
    """
    poses = _poses(head)
    corners = head.triangles.astype(np.intp)
    fixed = _rim(corners, len(head.positions)) | np.isin(head.materials, (2, 3))
    source = np.arange(len(head.triangles))
    while len(corners) > triangles:
        into = _merges(corners, poses, head.colours, fixed, (len(corners) - triangles + 1) // 2)
        if into is None:
            break
        corners = into[corners]
        whole = (corners != np.roll(corners, 1, 1)).all(1)
        corners, source = corners[whole], source[whole]
    return _compact(head, corners, source)


def _poses(head: HeadMesh) -> Floats:
    """Return the head neutral and under each shape of `SHOWN`, (P, V, 3)."""
    poses = np.repeat(head.positions[None].astype(np.float64), 1 + len(SHOWN), 0)
    for pose, name in zip(poses[1:], SHOWN, strict=True):
        pose[head.targets[name].indices] += head.targets[name].positions
    return poses


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
    chosen = chosen[np.argsort(cost[chosen], kind="stable")]
    count = poses.shape[1]
    rank = np.full(count, np.iinfo(np.int64).max)
    rank[start[chosen]] = np.arange(len(chosen))
    # A vertex goes only if no neighbour would rather: merges of one pass do not touch each other.
    lowest = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(lowest, corners.ravel(), np.repeat(rank[corners].min(1), 3))
    alone = chosen[lowest[start[chosen]] == rank[start[chosen]]]
    alone = alone[: max(min(most, int(SHARE * len(chosen))), 1)]
    into = np.arange(count)
    into[start[alone]] = end[alone]
    return into


def _edges(
    corners: Indices, poses: Floats, colours: NDArray[np.float32], fixed: Choice
) -> tuple[Indices, Indices, Floats]:
    """Return start, end and cost of every merge that folds nothing over."""
    pairs = np.concatenate([corners[:, [a, b]] for a in range(3) for b in range(3) if a != b])
    pairs = np.unique(pairs[~fixed[pairs[:, 0]]], axis=0)
    start, end = pairs.T
    quadrics = _quadrics(corners, poses)
    moved = np.concatenate([poses[:, end], np.ones((len(poses), len(end), 1))], 2)
    cost = np.einsum("pei,peij,pej->e", moved, quadrics[:, start], moved)
    tone = ((colours[start] - colours[end]) ** 2).sum(1) * COLOUR
    length = ((poses[0, start] - poses[0, end]) ** 2).sum(1)
    sound = ~_folding(corners, poses[0], start, end) & _linked(corners, start, end)
    return start[sound], end[sound], (cost + tone * length)[sound]


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
    pairs = np.concatenate([corners[:, [a, b]] for a in range(3) for b in range(3) if a != b])
    keys = np.unique(pairs[:, 0] * count + pairs[:, 1])
    near = keys % count
    first = np.searchsorted(keys, np.arange(count + 1) * count)
    uses = np.diff(first)[start]
    merge = np.repeat(np.arange(len(start)), uses)
    within = np.arange(uses.sum()) - np.repeat(np.cumsum(uses) - uses, uses)
    neighbour = near[np.repeat(first[start], uses) + within]
    wanted = end[merge] * count + neighbour
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.asarray(np.bincount(merge[keys[place] == wanted], minlength=len(start)) == 2)


def _compact(head: HeadMesh, corners: Indices, source: Indices) -> HeadMesh:
    used = np.unique(corners)
    number = np.full(len(head.positions), -1)
    number[used] = np.arange(len(used))
    return replace(
        head,
        positions=head.positions[used],
        normals=head.normals[used],
        colours=head.colours[used],
        materials=head.materials[used],
        held=head.held[used],
        triangles=number[corners].astype(np.int32),
        inked=head.inked[source],
        targets={name: _renumbered(target, number) for name, target in head.targets.items()},
        correctives=tuple(
            Corrective(c.shapes, c.driver, _renumbered(c.target, number)) for c in head.correctives
        ),
    )


def _renumbered(target: Target, number: Indices) -> Target:
    kept = number[target.indices] >= 0
    return Target(number[target.indices[kept]].astype(np.int32), target.deltas[kept])
