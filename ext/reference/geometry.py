"""Oracles of the geometry kernels: rigid fit, projection, the loss of a pose."""

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


def pose_loss(
    model: Doubles,
    weights: Doubles,
    seen: Doubles,
    rotation: Doubles,
    translation: Doubles,
    *,
    bend: float,
) -> float:
    """Return what `refine_pose` minimises for one face: a weighted sum of Huber losses, m^2.

    A point's distance is that from where it is seen, on the plane at the head's distance.
    """
    total = 0.0
    for point, weight, at in zip(model, weights, seen, strict=True):
        X, Y, Z = rotation @ point + translation
        r = float(np.hypot(X / -Z - at[0], Y / -Z - at[1]) * -translation[2])
        total += weight * (r * r / 2 if r <= bend else bend * (r - bend / 2))
    return total
