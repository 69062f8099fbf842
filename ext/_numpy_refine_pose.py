"""Robust pose refinement in numpy: runs where nothing was compiled."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]


def refine(
    model: Doubles,
    weights: Doubles,
    seen: Doubles,
    rotation: Doubles,
    translation: Doubles,
    bend: float,
    steps: int,
    small: float,
    nearest: float,
) -> bool:
    """See `ext.refine_pose.refine_pose`."""
    if not len(model):
        return False
    fixed = [
        _descend(model, weights, points, R, t, bend, steps, small, nearest)
        for points, R, t in zip(seen, rotation, translation, strict=True)
    ]
    return all(fixed)


def _descend(
    model: Doubles,
    weights: Doubles,
    seen: Doubles,
    rotation: Doubles,
    translation: Doubles,
    bend: float,
    steps: int,
    small: float,
    nearest: float,
) -> bool:
    for _ in range(steps):
        arms = model @ rotation.T
        places = arms + translation
        depth = -places[:, 2]
        if not depth.min() > nearest:
            return True
        miss, slopes = _linearised(arms, places, depth, seen, -translation[2])
        distance = np.sqrt(np.vecdot(miss, miss))
        pull = weights / np.maximum(distance / bend, 1)
        pulls = np.repeat(pull, 2)[:, None] * slopes
        normal = slopes.T @ pulls
        try:
            factor = np.linalg.cholesky(normal)
        except np.linalg.LinAlgError:
            return False
        if not (factor.diagonal() ** 2 > 1e-13 * normal.diagonal()).all():
            return False
        step = np.linalg.solve(factor.T, np.linalg.solve(factor, -(miss.ravel() @ pulls)))
        rotation[...] = _turn(step[:3]) @ rotation
        translation += step[3:]
        if np.abs(step).max() < small:
            return True
    return True


def _linearised(
    arms: Doubles, places: Doubles, depth: Doubles, seen: Doubles, distance: float
) -> tuple[Doubles, Doubles]:
    """Return what each point misses, (N, 2) m at the head's distance, and its slopes (2N, 6)."""
    x, y, z = arms.T
    at = places[:, :2] / depth[:, None]
    slopes = np.zeros((len(arms), 2, 6))
    slopes[:, :, 0] = at * y[:, None]
    slopes[:, :, 1] = -at * x[:, None]
    slopes[:, 0, 1] += z
    slopes[:, 0, 2] = -y
    slopes[:, 1, 0] -= z
    slopes[:, 1, 2] = x
    slopes[:, 0, 3] = slopes[:, 1, 4] = 1
    slopes[:, :, 5] = at
    slopes *= (distance / depth)[:, None, None]
    return (at - seen) * distance, slopes.reshape(-1, 6)


def _turn(vector: Doubles) -> Doubles:
    """Return the rotation (3, 3) by a rotation vector (3,), rad: Rodrigues' formula."""
    angle = math.sqrt(vector @ vector)
    x, y, z = vector
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    first = np.sinc(angle / math.pi)
    second = 0.5 * np.sinc(angle / (2 * math.pi)) ** 2
    return np.asarray(np.eye(3) + first * cross + second * (cross @ cross))
