"""The pose that brings a rigid model's points nearest to where they are seen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]

IDENTITY: Final = np.eye(3)  # made once: np.eye's iterator alone takes 5 kB

NEAREST = 0.02
"""Metres in front of the camera within which no point of a head can lie."""


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
    """Minimise the weighted Huber loss of the reprojection error, from a pose nearby.

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

    Returns
    -------
    rotation, translation : (3, 3), (3,) float64
        The pose found, or the last one before points came to lie behind the camera.

    Raises
    ------
    numpy.linalg.LinAlgError
        If the points do not fix a pose.

    Notes
    -----
    Gauss-Newton on rotation vector and translation, iteratively reweighted; O(N) a step, 50 us for
    21 points. Source of loss and weights: Huber, "Robust estimation of a location parameter", Ann.
    Math. Statist. 35(1), 1964; Holland & Welsch, Commun. Stat. A6, 1977.
    """
    for _ in range(descent.steps):
        arms = model @ rotation.T
        places = arms + translation
        depth = -places[:, 2]
        if not depth.min() > NEAREST:
            break
        curvature, gradient = _pull(arms, places, depth, seen, -translation[2], weights, descent)
        step = -np.linalg.solve(curvature, gradient)
        rotation = turn(step[:3]) @ rotation
        translation = translation + step[3:]
        if np.abs(step).max() < descent.small:
            break
    return rotation, translation


def turn(vector: NDArray[np.floating]) -> Matrix:
    """Return the rotation (3, 3) by a rotation vector (3,), rad. Source: Rodrigues' formula."""
    x, y, z = vector.tolist()
    angle = math.sqrt(x * x + y * y + z * z)
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    first = math.sin(angle) / angle if angle else 1.0
    second = 0.5 * (math.sin(angle / 2) / (angle / 2)) ** 2 if angle else 0.5
    return np.asarray(IDENTITY + first * cross + second * (cross @ cross))


def _pull(
    arms: Matrix,
    places: Matrix,
    depth: Vector,
    seen: Matrix,
    distance: float,
    weights: Vector,
    descent: Descent,
) -> tuple[Matrix, Vector]:
    """Return the normal equations (6, 6), (6,) of the loss, in rad and m.

    What a point misses is measured at the head's distance, in metres. Axis by axis, so that no
    array grows beyond 4 kB.
    """
    at = places[:, :2] / depth[:, None]
    miss = (at - seen) * distance
    pull = weights / np.maximum(np.sqrt(np.vecdot(miss, miss)) / descent.bend, 1)
    curvature, gradient = np.zeros((6, 6)), np.zeros(6)
    for axis in (0, 1):
        slopes = _slopes(arms, at[:, axis], axis)
        slopes *= (distance / depth)[:, None]
        pulled = slopes.T * pull
        curvature += pulled @ slopes
        gradient += pulled @ miss[:, axis]
    return curvature, gradient


def _slopes(arms: Matrix, at: Vector, axis: int) -> Matrix:
    """Return how one image coordinate (N,) follows a turn and a shift of the head, (N, 6)."""
    slopes = np.zeros((len(arms), 6))
    slopes[:, 3 + axis] = 1
    slopes[:, 5] = at
    x, y, z = arms.T
    u, v = slopes[:, 3], slopes[:, 4]
    slopes[:, 0] = y * at - z * v
    slopes[:, 1] = z * u - x * at
    slopes[:, 2] = x * v - y * u
    return slopes
