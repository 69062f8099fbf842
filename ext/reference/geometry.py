"""Oracles of the geometry kernels: rigid fit, projection, pose refinement."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]


def rigid_fit(
    source: Doubles, weights: Doubles, target: Doubles
) -> tuple[Doubles, Doubles, Doubles]:
    """Return rotation (F, 3, 3), translation (F, 3) and scale (F,), by SVD."""
    fits = [_fit_one(source, weights, points) for points in target]
    rotation, translation, scale = zip(*fits, strict=True)
    return np.array(rotation), np.array(translation), np.array(scale)


def _fit_one(A: Doubles, w: Doubles, B: Doubles) -> tuple[Doubles, Doubles, float]:
    a = (w[:, None] * A).sum(axis=0) / w.sum()
    U, _, Vt = np.linalg.svd((w[:, None] * B).T @ (A - a))
    if np.linalg.det(U) * np.linalg.det(Vt) < 0:
        U[:, 2] *= -1
    R = U @ Vt
    turned = (A - a) @ R.T
    scale = (w[:, None] * B * turned).sum() / (w[:, None] * A * (A - a)).sum()
    t = (w[:, None] * (B - scale * A @ R.T)).sum(axis=0) / w.sum()
    return R, t, float(scale)


def project_points(
    points: NDArray[np.float32],
    rotation: Doubles,
    translation: Doubles,
    *,
    focal: float,
    centre: tuple[float, float],
    out: NDArray[np.float32],
) -> None:
    """Write (F, N, 2) pixels into `out`."""
    for face, (R, t) in enumerate(zip(rotation, translation, strict=True)):
        for i, point in enumerate(points.astype(np.float64)):
            X, Y, Z = R @ point + t
            if Z < 0:
                out[face, i] = centre[0] + focal * X / -Z, centre[1] - focal * Y / -Z
            else:
                out[face, i] = np.nan


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
    """Refine every face's pose in place, with slopes by finite differences."""
    for points, R, t in zip(seen, rotation, translation, strict=True):
        for _ in range(steps):
            base = _misses(model, points, R, t, -t[2])
            slopes = np.empty((base.size, 6))
            for k, move in enumerate(1e-6 * np.eye(6)):
                turned = _turned(move[:3]) @ R
                there = _misses(model, points, turned, t + move[3:], -t[2])
                back = _misses(model, points, _turned(-move[:3]) @ R, t - move[3:], -t[2])
                slopes[:, k] = (there - back).ravel() / 2e-6
            pull = weights / np.maximum(np.linalg.norm(base, axis=1) / bend, 1)
            root = np.sqrt(np.repeat(pull, 2))
            step = np.linalg.lstsq(root[:, None] * slopes, -root * base.ravel(), rcond=None)[0]
            R[...] = _turned(step[:3]) @ R
            t += step[3:]
            if abs(step).max() < small:
                break
    return True


def _misses(model: Doubles, seen: Doubles, R: Doubles, t: Doubles, distance: float) -> Doubles:
    """Return how far each point lies from where it is seen, (N, 2) m, at the head's distance."""
    places = model @ R.T + t
    return np.asarray((places[:, :2] / -places[:, 2:] - seen) * distance)


def _turned(vector: Doubles) -> Doubles:
    """Return the rotation by a rotation vector, rad, as the exponential's series."""
    cross = np.cross(np.eye(3), -vector)
    total = term = np.eye(3)
    for k in range(1, 20):
        term = term @ cross / k
        total = total + term
    return total
