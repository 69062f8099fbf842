"""Oracles of the mesh kernels: normalisation, morphs, skinning."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Indices = NDArray[np.intp]


def _unit(v: Doubles) -> Doubles:
    return np.asarray(v / np.linalg.norm(v))


def _patch_axes(p: Doubles, triangles: Indices, across: Indices) -> Doubles:
    """Return M, rows right, up, forward."""
    normals = [_unit(np.cross(p[i1] - p[i0], p[i2] - p[i0])) for i0, i1, i2 in triangles]
    f = np.mean(normals, axis=0)
    r0 = _unit(p[across[1]] - p[across[0]])
    u = np.cross(f, r0)
    return np.array([np.cross(u, f), u, f])


def mesh_normalize(
    mesh: Floats, patches: tuple[tuple[Indices, Indices, Indices], ...]
) -> NDArray[np.float64]:
    """Return (F, 450): each patch turned about its mean and stretched to the unit square."""
    faces = []
    for p in mesh.astype(np.float64):
        parts = []
        for points, triangles, across in patches:
            M, pivot = _patch_axes(p, triangles, across), p[points].mean(axis=0)
            turned = (p[points] - pivot) @ M.T + pivot
            low, high = turned.min(axis=0), turned.max(axis=0)
            parts.append(((turned - low) / (high - low))[:, :2].ravel())
        faces.append(np.concatenate(parts))
    return np.array(faces)


def morph_blend(
    base: Floats,
    starts: Indices,
    vertices: NDArray[np.int32],
    deltas: Floats,
    weights: Floats,
) -> Doubles:
    """Return base plus the weighted deltas of all targets."""
    blended = base.astype(np.float64)
    for target, weight in enumerate(weights):
        for row in range(starts[target], starts[target + 1]):
            blended[vertices[row], :6] += float(weight) * deltas[row].astype(np.float64)
    return blended


def skin_vertices(
    vertices: Floats, joints: NDArray[np.uint16], weights: Floats, matrices: Floats
) -> Doubles:
    """Return vertices moved by the weighted mean of their joints' matrices."""
    skinned = vertices.astype(np.float64)
    for i, vertex in enumerate(skinned.copy()):
        M = np.tensordot(weights[i].astype(np.float64), matrices[joints[i]], axes=1)
        skinned[i, :3] = M[:3, :3] @ vertex[:3] + M[:3, 3]
        skinned[i, 3:6] = M[:3, :3] @ vertex[3:6]
    return skinned
