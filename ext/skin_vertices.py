"""Skinning: vertices follow the joints of a skeleton."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ext.backend import load
from ext.contract import F4, U2, require

_kernel = load("skin_vertices")

Floats = NDArray[np.float32]


def skin_vertices(
    vertices: Floats,
    joints: NDArray[np.uint16],
    weights: Floats,
    matrices: Floats,
    out: Floats,
) -> None:
    """Move every vertex by the weighted mean of its four joints' matrices.

    Parameters
    ----------
    vertices : (V, C) float32, C >= 6
        Position x, y, z (m), normal x, y, z, then anything else, which is copied.
    joints : (V, 4) uint16
        Joint numbers of each vertex, all less than J.
    weights : (V, 4) float32
        Share of each joint; a vertex's shares add up to 1.
    matrices : (J, 4, 4) float32
        Row-major: bind pose to posed, affine (the last row is not read).
    out : (V, C) float32
        Receives the skinned vertices. Normals turn with the matrices and are not renormalised,
        which is right for joints that turn and scale evenly.

    Raises
    ------
    ValueError
        If shapes or dtypes differ from the above, or a joint is out of range.

    Notes
    -----
    O(V), allocates nothing, releases the GIL. Oracle: `reference.skin_vertices`.
    Source: glTF 2.0, section 3.7.3.3, "Skinned mesh attributes" (linear blend skinning).
    """
    count, width = vertices.shape[0], vertices.shape[-1]
    if width < 6:
        msg = f"vertices must hold position and normal, 6 columns or more, got {width}"
        raise ValueError(msg)
    require("vertices", vertices, F4, count, width)
    require("joints", joints, U2, count, 4)
    require("weights", weights, F4, count, 4)
    require("matrices", matrices, F4, len(matrices), 4, 4)
    require("out", out, F4, count, width)
    if joints.max(initial=0) >= len(matrices):
        msg = f"joints must be in 0..{len(matrices) - 1}, got {joints.max()}"
        raise ValueError(msg)
    _kernel.skin(vertices, joints, weights, matrices, out)
