"""Bring a rigid model's points nearest to where they are seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ext.backend import load
from ext.contract import F8, require

_kernel = load("refine_pose")

Doubles = NDArray[np.float64]

NEAREST = 0.02
"""Metres in front of the camera within which no point of a head can lie."""


def refine_pose(
    model: Doubles,
    weights: Doubles,
    seen: Doubles,
    rotation: Doubles,
    translation: Doubles,
    *,
    bend: float,
    steps: int,
    small: float,
) -> bool:
    """Minimise the weighted Huber loss of the reprojection error, from poses nearby, in place.

    Parameters
    ----------
    model : (N, 3) float64
        Points in the head frame, m.
    weights : (N,) float64
        How much each counts; 1 / variance.
    seen : (F, N, 2) float64
        Where they are seen, for each face: x right, y up, on the plane one metre in front of the
        camera, which looks along -Z.
    rotation, translation : (F, 3, 3), (F, 3) float64
        Head to world, m. Where the search starts; receives the pose found, or the last one before
        points came to lie behind the camera.
    bend : float
        Distance on the face, m, beyond which a point pulls no harder (Huber's constant).
    steps : int
        Gauss-Newton steps at most.
    small : float
        Step, rad and m, below which the search has ended.

    Returns
    -------
    bool
        Whether the points fix every pose; one that they do not fix stays where it was reached.

    Raises
    ------
    ValueError
        If shapes or dtypes differ from the above.

    Notes
    -----
    Gauss-Newton on rotation vector and translation, iteratively reweighted, Cholesky on the normal
    equations; O(F N) a step, allocates nothing, releases the GIL. Oracle: `reference.refine_pose`.
    Source of loss and weights: Huber, "Robust estimation of a location parameter", Ann. Math.
    Statist. 35(1), 1964, doi:10.1214/aoms/1177703732; Holland & Welsch, Communications in
    Statistics A6, 1977.
    """
    n, faces = len(model), len(seen)
    require("model", model, F8, n, 3)
    require("weights", weights, F8, n)
    require("seen", seen, F8, faces, n, 2)
    require("rotation", rotation, F8, faces, 3, 3)
    require("translation", translation, F8, faces, 3)
    fixed: bool = _kernel.refine(
        model, weights, seen, rotation, translation, bend, steps, small, NEAREST
    )
    return fixed
