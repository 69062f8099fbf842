"""The pose that brings a rigid model's points nearest to where they are seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ext.refine_pose import refine_pose
from systems.solve.camera import Pinhole

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]

NEAR: Final = 0.4
"""Metres: the distance for which `influence` is worked out. It weighs near and far points by what
they show there, and holds at others: from 0.3 to 2 m all points are brought where they are seen."""


@dataclass(frozen=True, slots=True)
class Descent:
    """How a pose is refined.

    Attributes
    ----------
    bend : float
        Distance on the face, m, beyond which a point pulls no harder (Huber's constant). Honest
        points lie within it: faces differ from the canonical one by 2 to 8 mm.
    steps : int
        Steps at most; from the last picture's pose four or five are enough.
    small : float
        Step, rad and m, below which the search has ended.
    """

    bend: float = 0.010
    steps: int = 20
    small: float = 1e-6


def sight(points: Matrix, camera: Pinhole) -> Matrix:
    """Return how mesh points (N, 3), pixels, are seen, as `ext.refine_pose` takes it, (N, 3)."""
    focal, middle = camera.focal, float(points[:, 2].sum()) / len(points)
    seen = points - (camera.width / 2, camera.height / 2, middle)
    seen /= (focal, -focal, -(focal + middle))
    return seen


def sight_of(places: Matrix) -> Matrix:
    """Return how points in front of the camera (N, 3), m, would be seen, as of `sight`."""
    seen = places / -places[:, 2:]
    seen[:, 2] = places[:, 2] / -places[:, 2].mean()
    return seen


def influence(model: Matrix, precision: Matrix) -> Matrix:
    """Return what each point's misses tell of the pose by generalised least squares.

    Parameters
    ----------
    model : (N, 3) float64
        Points in the head frame, m.
    precision : (3N, 3N) float64
        Inverse of the covariance of all misses in the head frame, x, y, z of one point after those
        of another, up to a factor.

    Returns
    -------
    (N, 3, 7) float64
        As `ext.refine_pose` takes it.

    Raises
    ------
    numpy.linalg.LinAlgError
        If the points do not fix a pose.

    Notes
    -----
    (Z' W J)^-1 Z' W with the precision W and the slopes J of what a head at `NEAR` shows. The
    instruments Z leave out what a change of distance does to depths: those are the least sure, and
    tell of turns alone. Where W is not diagonal, points that go together cancel.
    """
    x, y, z = model.T
    depth = NEAR - z
    u, v, near, none = x / depth, y / depth, NEAR / depth, np.zeros(len(model))
    across = near * (u * y, z - u * x, -y, none + 1, none, none, NEAR * u)
    upright = near * (v * y - z, -v * x, x, none, none + 1, none, NEAR * v)
    nearer = np.stack((y, -x, none, none, none, none + 1, none))
    told = np.stack((across, upright, nearer)).transpose(2, 0, 1)
    slopes = told.copy()
    slopes[:, 2, 6] = NEAR * (z - z.mean()) / (NEAR - z.mean())
    weighed = told.reshape(-1, 7).T @ precision
    solved = np.linalg.solve(weighed @ slopes.reshape(-1, 7), weighed)
    return np.ascontiguousarray(solved.T.reshape(-1, 3, 7))


def refine(
    model: Matrix,
    told: Matrix,
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
    told : (N, 3, 7) float64
        Their `influence`.
    seen : (N, 3) float64
        Where they are seen, as of `sight`.
    rotation, translation : (3, 3), (3,) float64
        Head to world, where the search starts.
    descent : Descent
        Loss and end of the search.

    Raises
    ------
    numpy.linalg.LinAlgError
        If what is seen is no number.
    """
    R, t = np.array(rotation[None]), np.array(translation[None])
    known = refine_pose(
        model, told, seen[None], R, t, bend=descent.bend, steps=descent.steps, small=descent.small
    )
    if not known:
        msg = "points that are no numbers fix no pose"
        raise np.linalg.LinAlgError(msg)
    return R[0], t[0]
