"""Rotations as quaternions x, y, z, w in arrays (..., 4)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

IDENTITY = np.array([0.0, 0.0, 0.0, 1.0])
TINY = 1e-12


def unit(v: ArrayLike) -> Floats:
    """Return vectors (..., n) scaled to length 1; those of no length stay as they are."""
    v = np.asarray(v, np.float64)
    length = np.sqrt((v * v).sum(-1, keepdims=True))
    return v / np.where(length > TINY, length, 1.0)


def multiply(a: ArrayLike, b: ArrayLike) -> Floats:
    """Return the rotations that turn by `b` first and by `a` then."""
    ax, ay, az, aw = np.moveaxis(np.asarray(a, np.float64), -1, 0)
    bx, by, bz, bw = np.moveaxis(np.asarray(b, np.float64), -1, 0)
    return np.stack(
        [
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
            aw * bw - ax * bx - ay * by - az * bz,
        ],
        -1,
    )


def inverse(q: ArrayLike) -> Floats:
    """Return the opposite turns of unit quaternions."""
    return np.asarray(q, np.float64) * (-1.0, -1.0, -1.0, 1.0)


def rotate(q: ArrayLike, v: ArrayLike) -> Floats:
    """Return vectors (..., 3) turned by unit quaternions."""
    return np.asarray((matrices(q) @ np.asarray(v, np.float64)[..., None])[..., 0])


def matrices(q: ArrayLike) -> Floats:
    """Return unit quaternions as matrices (..., 3, 3)."""
    x, y, z, w = np.moveaxis(np.asarray(q, np.float64), -1, 0)
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ]
    return np.stack([np.stack(row, -1) for row in rows], -2)


def quaternions(R: ArrayLike) -> Floats:
    """Return rotation matrices (..., 3, 3) as unit quaternions; the sign is free.

    Notes
    -----
    Bar-Itzhack, "New method for extracting the quaternion from a rotation matrix" (2000), in the
    branch-free form: of four candidate columns the longest is the most accurate.
    """
    R = np.asarray(R, np.float64)
    m = {(i, j): R[..., i, j] for i in range(3) for j in range(3)}
    xy, xz, yz = m[1, 0] + m[0, 1], m[0, 2] + m[2, 0], m[2, 1] + m[1, 2]
    x, y, z = m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1]
    candidates = np.stack(
        [
            np.stack([1 + m[0, 0] - m[1, 1] - m[2, 2], xy, xz, x], -1),
            np.stack([xy, 1 - m[0, 0] + m[1, 1] - m[2, 2], yz, y], -1),
            np.stack([xz, yz, 1 - m[0, 0] - m[1, 1] + m[2, 2], z], -1),
            np.stack([x, y, z, 1 + m[0, 0] + m[1, 1] + m[2, 2]], -1),
        ],
        -2,
    )
    longest = np.argmax((candidates**2).sum(-1), -1)[..., None, None]
    return unit(np.take_along_axis(candidates, longest, -2)[..., 0, :])


def blend(a: ArrayLike, b: ArrayLike, share: ArrayLike) -> Floats:
    """Return the rotations `share` of the way from `a` to `b`, the short way round.

    Notes
    -----
    Normalised linear interpolation: the same path as slerp, at most 8 % of the angle off in pace
    for turns below a right angle, and exact at 0, 1/2 and 1.
    """
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    nearer = np.where((a * b).sum(-1, keepdims=True) < 0, -b, b)
    share = np.asarray(share, np.float64)[..., None]
    return unit(a + share * (nearer - a))


def slerp(a: ArrayLike, b: ArrayLike, share: float) -> Floats:
    """Return one rotation (4,) `share` of the way from `a` to `b`, at an even pace.

    Notes
    -----
    Shoemake, "Animating rotation with quaternion curves" (1985).
    """
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    cosine = float(a @ b)
    b, cosine = (b, cosine) if cosine >= 0 else (-b, -cosine)
    angle = np.arccos(min(cosine, 1.0))
    if angle < 1e-6:
        return unit(a + share * (b - a))
    return unit(np.sin((1 - share) * angle) * a + np.sin(share * angle) * b)


def between(v: ArrayLike, w: ArrayLike) -> Floats:
    """Return the shortest turns from unit vectors `v` to unit vectors `w`, (..., 4).

    Opposite vectors turn round an axis across `v`.
    """
    v, w = np.broadcast_arrays(np.asarray(v, np.float64), np.asarray(w, np.float64))
    q = np.concatenate([np.cross(v, w), 1 + (v * w).sum(-1, keepdims=True)], -1)
    across = np.stack([-v[..., 1], v[..., 0], np.zeros_like(v[..., 0])], -1)
    upright = np.stack([np.zeros_like(v[..., 0]), -v[..., 2], v[..., 1]], -1)
    across = np.where(np.abs(v[..., 2:]) > 0.9, upright, across)
    half_turn = np.concatenate([across, np.zeros_like(v[..., :1])], -1)
    return unit(np.where(q[..., 3:] < 1e-9, half_turn, q))


def turn(axis: ArrayLike, angle: float) -> Floats:
    """Return the rotation (4,) by `angle` radians round a unit vector."""
    return np.append(np.asarray(axis, np.float64) * np.sin(angle / 2), np.cos(angle / 2))
