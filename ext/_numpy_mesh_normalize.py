"""The three-patch normalisation in numpy, float32: runs where nothing was compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.intp]
Floats = NDArray[np.float32]


def normalize(
    mesh: Floats, patch: Indices, triangles: Indices, across: Indices, out: Floats, start: int
) -> None:
    """See `ext.mesh_normalize.mesh_normalize`."""
    corner = mesh[:, triangles]
    normal = np.cross(corner[:, :, 1] - corner[:, :, 0], corner[:, :, 2] - corner[:, :, 0])
    length = np.sqrt((normal * normal).sum(axis=2, keepdims=True))
    forward = (normal / np.where(length > 0, length, 1)).sum(axis=1)
    up = np.cross(forward, mesh[:, across[1]] - mesh[:, across[0]])
    right = np.cross(up, forward)
    points = mesh[:, patch] - mesh[:, patch[:1]]
    flat = points @ np.stack([right, up], axis=2)
    low = flat.min(axis=1, keepdims=True)
    span = flat.max(axis=1, keepdims=True) - low
    flat = (flat - low) / np.where(span > 0, span, 1)
    out[:, start : start + 2 * len(patch)] = flat.reshape(len(mesh), -1)
