"""Normals of a mesh's vertices, of its triangles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def vertex_normals(
    positions: NDArray[np.floating], triangles: NDArray[np.integer]
) -> NDArray[np.float64]:
    """Return unit normals (V, 3), each triangle counted by its area.

    Parameters
    ----------
    positions : (V, 3)
    triangles : (T, 3)
        Counter-clockwise from outside.

    Notes
    -----
    O(V + T). Vertices of no triangle, or only of triangles without area, face the viewer, along z:
    glTF wants unit length of every normal.
    """
    a, b, c = positions[triangles].swapaxes(0, 1)
    faces = np.repeat(np.cross(b - a, c - a), 3, 0)
    corners = triangles.ravel()
    total = np.stack([np.bincount(corners, axis, len(positions)) for axis in faces.T], 1)
    length = np.linalg.norm(total, axis=1, keepdims=True)
    return np.where(length > 0, total / np.where(length > 0, length, 1), (0.0, 0.0, 1.0))
