"""The three-patch normalisation in Numba."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ext._numba_types import INT, compile_once, f4, indices, kernel

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]
Number = np.floating[Any]
Vector = tuple[Number, Number, Number]


@kernel
def _edge(mesh: Floats, start: int, end: int) -> Vector:
    x, y, z = mesh[end, 0], mesh[end, 1], mesh[end, 2]
    return x - mesh[start, 0], y - mesh[start, 1], z - mesh[start, 2]


@kernel
def _cross(a: Vector, b: Vector) -> Vector:
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


@kernel
def _dot(a: Vector, b: Vector) -> Number:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@kernel
def _forward(mesh: Floats, triangles: Indices) -> Vector:
    x, y, z = np.float32(0), np.float32(0), np.float32(0)
    for i in range(len(triangles)):
        p0, p1, p2 = triangles[i]
        normal = _cross(_edge(mesh, p0, p1), _edge(mesh, p0, p2))
        length = np.sqrt(_dot(normal, normal))
        if length > 0:
            x, y, z = x + normal[0] / length, y + normal[1] / length, z + normal[2] / length
    return x, y, z


@kernel
def _normalize_patch(
    mesh: Floats, patch: Indices, triangles: Indices, across: Indices, out: Floats, start: int
) -> None:
    forward = _forward(mesh, triangles)
    up = _cross(forward, _edge(mesh, across[0], across[1]))
    right = _cross(up, forward)
    for axis in range(2):
        low = high = np.float32(0)
        for i in range(len(patch)):
            q = _dot(up if axis else right, _edge(mesh, patch[0], patch[i]))
            out[start + 2 * i + axis] = q
            low, high = min(low, q), max(high, q)
        for i in range(len(patch)):
            column = start + 2 * i + axis
            out[column] = (out[column] - low) / (high - low) if high > low else 0


@kernel
def normalize(
    mesh: Floats, patch: Indices, triangles: Indices, across: Indices, out: Floats, start: int
) -> None:
    """See `ext.mesh_normalize.mesh_normalize`."""
    for face in range(len(mesh)):
        _normalize_patch(mesh[face], patch, triangles, across, out[face], start)


def warm_up() -> None:
    """Compile the kernel."""
    patch = indices(1), indices(2), indices(1)
    compile_once(normalize, f4(3), *patch, f4(2, out=True), INT)
