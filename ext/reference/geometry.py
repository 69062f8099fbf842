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
    influence: Doubles,
    seen: Doubles,
    rotation: Doubles,
    translation: Doubles,
    *,
    bend: float,
    steps: int,
    small: float,
) -> bool:
    """Refine every face's pose in place, by Newton's method with slopes by finite differences.

    Within a step every miss keeps the share of it that counts.
    """
    for points, R, t in zip(seen, rotation, translation, strict=True):
        for _ in range(steps):
            sizes = np.linalg.norm(_misses(model, points, R, t), axis=1)
            share = np.array([min(1, bend / size) if size else 1 for size in sizes])
            counted = influence * share[:, None, None]
            slopes = np.empty((6, 6))
            for k, move in enumerate(1e-6 * np.eye(6)):
                there = _told(model, counted, points, _turned(move[:3]) @ R, t + move[3:])
                back = _told(model, counted, points, _turned(-move[:3]) @ R, t - move[3:])
                slopes[:, k] = (there - back) / 2e-6
            told = _told(model, counted, points, R, t)
            step = np.asarray(np.linalg.solve(slopes, -told), np.float64)
            R[...] = _turned(step[:3]) @ R
            t += step[3:]
            if abs(step).max() < small:
                break
    return True


def _misses(model: Doubles, seen: Doubles, R: Doubles, t: Doubles) -> Doubles:
    """Return by how much each point is missed across, upright and in depth, (N, 3) m."""
    places = np.array([R @ point + t for point in model])
    mean = -places[:, 2].mean()
    missed = (seen + places / places[:, 2:]) * -t[2]
    missed[:, 2] = (seen[:, 2] - seen[:, 2].mean()) * mean - (places[:, 2] + mean)
    return np.asarray(missed)


def _told(model: Doubles, influence: Doubles, seen: Doubles, R: Doubles, t: Doubles) -> Doubles:
    """Return what is told of turn (3,), of shift across the picture (2,) and of distance."""
    told = np.zeros(7)
    for off, slopes in zip(_misses(model, seen, R, t), influence, strict=True):
        told += (R.T @ off) @ slopes
    shift = R @ told[3:6]
    return np.array([*told[:3], *shift[:2], told[6]])


def _turned(vector: Doubles) -> Doubles:
    """Return the rotation by a rotation vector, rad, as the exponential's series."""
    cross = np.cross(np.eye(3), -vector)
    total = term = np.eye(3)
    for k in range(1, 20):
        term = term @ cross / k
        total = total + term
    return total
