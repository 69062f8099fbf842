"""The pose that brings a rigid model's points nearest to where they are seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ext.refine_pose import refine_pose

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Descent:
    """How a pose is refined.

    Attributes
    ----------
    bend : float
        Distance on the face, m, beyond which a point pulls no harder (Huber's constant). Honest
        points lie within it: faces differ from the canonical one by 3 to 9 mm.
    steps : int
        Gauss-Newton steps at most; from the last picture's pose two or three are enough.
    small : float
        Step, rad and m, below which the search has ended.
    """

    bend: float = 0.010
    steps: int = 20
    small: float = 1e-6


def refine(
    model: Matrix,
    weights: Vector,
    seen: Matrix,
    rotation: Matrix,
    translation: Vector,
    descent: Descent,
) -> tuple[Matrix, Vector]:
    """Return the pose of one face, by `ext.refine_pose` from a pose nearby.

    Parameters
    ----------
    model : (N, 3) float64
        Points in the head frame, m.
    weights : (N,) float64
        How much each counts; 1 / variance.
    seen : (N, 2) float64
        Where they are seen: x right, y up, on the plane one metre in front of the camera.
    rotation, translation : (3, 3), (3,) float64
        Head to world, where the search starts.
    descent : Descent
        Loss and end of the search.

    Raises
    ------
    numpy.linalg.LinAlgError
        If the points do not fix a pose.
    """
    R, t = np.array(rotation[None]), np.array(translation[None])
    fixed = refine_pose(
        model,
        weights,
        np.ascontiguousarray(seen[None]),
        R,
        t,
        bend=descent.bend,
        steps=descent.steps,
        small=descent.small,
    )
    if not fixed:
        msg = "the points do not fix a pose"
        raise np.linalg.LinAlgError(msg)
    return R[0], t[0]
