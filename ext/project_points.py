"""Where the points of a head appear in the picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ext.backend import load
from ext.contract import F4, F8, require

_kernel = load("project_points")


def project_points(
    points: NDArray[np.float32],
    rotation: NDArray[np.float64],
    translation: NDArray[np.float64],
    *,
    focal: float,
    centre: tuple[float, float],
    out: NDArray[np.float32],
) -> None:
    """Project one model under the pose of each face.

    Parameters
    ----------
    points : (N, 3) float32
        The model in the head frame, m: +X subject's left, +Y up, +Z out of the face.
    rotation : (F, 3, 3) float64
        Head to world, one per face.
    translation : (F, 3) float64
        Of the head's origin in the world, m. The camera looks along -Z, so z < 0 is in front.
    focal : float
        Focal length, px; must be positive.
    centre : (float, float)
        Principal point x, y, px.
    out : (F, N, 2) float32
        Receives pixels, x right, y down; NaN for points that are not in front of the camera.

    Raises
    ------
    ValueError
        If shapes or dtypes differ from the above or `focal` is not positive.

    Notes
    -----
    O(F N), allocates nothing, releases the GIL. Computed in float32: good to about 1e-3 px for a
    face in view. Oracle: `reference.project_points`.
    Source: the pinhole model, Hartley & Zisserman, "Multiple View Geometry", 2nd ed., section 6.1,
    in OpenGL's camera axes.
    """
    n, faces = len(points), len(rotation)
    require("points", points, F4, n, 3)
    require("rotation", rotation, F8, faces, 3, 3)
    require("translation", translation, F8, faces, 3)
    require("out", out, F4, faces, n, 2)
    if not focal > 0:  # also refuses NaN
        msg = f"focal must be positive pixels, got {focal!r}"
        raise ValueError(msg)
    _kernel.project(points, rotation, translation, focal, *centre, out)
