"""Robust pose refinement in numpy: runs where nothing was compiled."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]


def refine(
    model: Doubles,
    influence: Doubles,
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
    known = [
        _descend(model, influence.reshape(-1, 7), points, R, t, bend, steps, small, nearest)
        for points, R, t in zip(seen, rotation, translation, strict=True)
    ]
    return all(known)


def _descend(
    model: Doubles,
    influence: Doubles,
    seen: Doubles,
    rotation: Doubles,
    translation: Doubles,
    bend: float,
    steps: int,
    small: float,
    nearest: float,
) -> bool:
    relative = seen[:, 2] - seen[:, 2].mean()
    for _ in range(steps):
        arms = model @ rotation.T
        places = arms + translation
        if not places[:, 2].max() < -nearest:
            return True
        off = np.empty_like(arms)
        off[:, :2] = (seen[:, :2] + places[:, :2] / places[:, 2:]) * -translation[2]
        off[:, 2] = relative * -places[:, 2].mean() - (arms[:, 2] - arms[:, 2].mean())
        off /= np.maximum(np.sqrt(np.vecdot(off, off)) / bend, 1)[:, None]
        told = (off @ rotation).ravel() @ influence
        if not np.isfinite(told).all():
            return False
        rotation[...] = rotation @ _turn(told[:3])
        shift = (rotation @ told[3:6])[:2]
        translation[:2] += shift
        translation *= 1 - told[6]
        if max(abs(told[:3]).max(), abs(shift).max(), abs(told[6])) < small:
            return True
    return True


def _turn(vector: Doubles) -> Doubles:
    """Return the rotation (3, 3) by a rotation vector (3,), rad: Rodrigues' formula."""
    angle = math.sqrt(vector @ vector)
    x, y, z = vector
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    first = np.sinc(angle / math.pi)
    second = 0.5 * np.sinc(angle / (2 * math.pi)) ** 2
    return np.asarray(np.eye(3) + first * cross + second * (cross @ cross))
