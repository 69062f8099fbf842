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
    influence: Doubles,
    seen: Doubles,
    rotation: Doubles,
    translation: Doubles,
    *,
    bend: float,
    steps: int,
    small: float,
) -> bool:
    """Bring points and their relative depths to where they are seen, from poses nearby, in place.

    Parameters
    ----------
    model : (N, 3) float64
        Points in the head frame, m.
    influence : (N, 3, 7) float64
        What a metre by which a point is missed, along each axis of the head, tells: of the head's
        turn (rotation vector, rad) and shift (m), in the head frame, and of its distance, as a
        share by which it is nearer.
    seen : (F, N, 3) float64
        Where they are seen, for each face: x right, y up, on the plane one metre in front of the
        camera, which looks along -Z; and how much nearer each is than their mean, as a share of
        that one's depth. A constant in the latter does not matter.
    rotation, translation : (F, 3, 3), (F, 3) float64
        Head to world, m. Where the search starts; receives the pose found, or the last one before
        points came to lie behind the camera.
    bend : float
        Distance on the face, m, beyond which a point pulls no harder (Huber's constant).
    steps : int
        Steps at most.
    small : float
        Step, rad and m, below which the search has ended.

    Returns
    -------
    bool
        Whether all that is seen are numbers; a pose for which they are not stays where it is.

    Raises
    ------
    ValueError
        If shapes or dtypes differ from the above.

    Notes
    -----
    Ends where the misses, clipped to `bend`, together tell of no turn, no shift across the picture
    and no other distance: an M-estimate, found by repeating what they tell. The misses are taken
    in the head frame, where the slopes hardly depend on the pose, so `influence` is worked out
    once; each step closes nine tenths of the way. O(F N) a step, allocates nothing, releases the
    GIL. Oracle: `reference.refine_pose`. Source: Huber & Ronchetti, "Robust Statistics", 2nd ed.
    2009, section 7.8, the method of modified residuals.
    """
    n, faces = len(model), len(seen)
    require("model", model, F8, n, 3)
    require("influence", influence, F8, n, 3, 7)
    require("seen", seen, F8, faces, n, 3)
    require("rotation", rotation, F8, faces, 3, 3)
    require("translation", translation, F8, faces, 3)
    known: bool = _kernel.refine(
        model, influence, seen, rotation, translation, bend, steps, small, NEAREST
    )
    return known
