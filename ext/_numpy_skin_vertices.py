"""Linear blend skinning in numpy, float32: runs where nothing was compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def skin(
    vertices: Floats,
    joints: NDArray[np.uint16],
    weights: Floats,
    matrices: Floats,
    out: Floats,
) -> None:
    """See `ext.skin_vertices.skin_vertices`."""
    blended = (weights[:, None] @ matrices[joints].reshape(-1, 4, 16)).reshape(-1, 4, 4)
    out[...] = vertices
    out[:, :3] = (blended[:, :3, :3] @ vertices[:, :3, None])[..., 0] + blended[:, :3, 3]
    out[:, 3:6] = (blended[:, :3, :3] @ vertices[:, 3:6, None])[..., 0]
