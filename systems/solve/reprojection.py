"""The pose that brings a rigid model's points nearest to where they are seen."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]

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
        miss, slopes = _linearised(arms, places, depth, seen, -translation[2])
        distance = np.sqrt(np.vecdot(miss, miss))
        pull = weights / np.maximum(distance / descent.bend, 1)
        flat, pulls = slopes.reshape(-1, 6), np.repeat(pull, 2)[:, None] * slopes.reshape(-1, 6)
        step = -np.linalg.solve(flat.T @ pulls, miss.ravel() @ pulls)
        rotation = turn(step[:3]) @ rotation
        translation = translation + step[3:]
        if np.abs(step).max() < descent.small:
            break
    return rotation, translation


def turn(vector: NDArray[np.floating]) -> Matrix:
    """Return the rotation (3, 3) by a rotation vector (3,), rad. Source: Rodrigues' formula."""
    angle = math.sqrt(vector @ vector)
    x, y, z = vector
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    first = np.sinc(angle / math.pi)
    second = 0.5 * np.sinc(angle / (2 * math.pi)) ** 2
    return np.asarray(np.eye(3) + first * cross + second * (cross @ cross))


def _linearised(
    arms: Matrix, places: Matrix, depth: Vector, seen: Matrix, distance: float
) -> tuple[Matrix, NDArray[np.float64]]:
    """Return what each point misses, (N, 2) m at the head's distance, and its slopes (N, 2, 6)."""
    x, y, z = arms.T
    at = places[:, :2] / depth[:, None]
    per_metre = distance / depth
    slopes = np.empty((len(arms), 2, 6))
    for axis, column in enumerate(at.T):
        slopes[:, axis, 0] = column * y
        slopes[:, axis, 1] = -column * x
        slopes[:, axis, 3:5] = 0
        slopes[:, axis, 3 + axis] = 1
        slopes[:, axis, 5] = column
    slopes[:, 0, 1] += z
    slopes[:, 0, 2] = -y
    slopes[:, 1, 0] -= z
    slopes[:, 1, 2] = x
    slopes *= per_metre[:, None, None]
    return (at - seen) * distance, slopes
