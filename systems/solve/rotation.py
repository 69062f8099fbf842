"""Head rotations: R = Ry(yaw) Rx(pitch) Rz(roll), right-hand rule, radians.

Yaw is positive toward the subject's left, pitch looking down, roll tipping toward the subject's
right shoulder.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def yaw_pitch_roll(R: Matrix) -> tuple[float, float, float]:
    """Return the angles of a rotation matrix (3, 3).

    At a pitch of plus or minus 90 degrees yaw and roll are not unique; their sum is right.

    Examples
    --------
    >>> [round(angle, 6) for angle in yaw_pitch_roll(rotation(0.1, 0.2, 0.3))]
    [0.1, 0.2, 0.3]
    """
    pitch = math.asin(max(-1.0, min(1.0, -R[1, 2])))
    return math.atan2(R[0, 2], R[2, 2]), pitch, math.atan2(R[1, 0], R[1, 1])


def rotation(yaw: float, pitch: float, roll: float) -> Matrix:
    """Return the rotation matrix (3, 3) of three angles."""
    (sy, sp, sr), (cy, cp, cr) = np.sin((yaw, pitch, roll)), np.cos((yaw, pitch, roll))
    return np.array(
        [
            [cy * cr + sy * sp * sr, sy * sp * cr - cy * sr, sy * cp],
            [cp * sr, cp * cr, -sp],
            [cy * sp * sr - sy * cr, sy * sr + cy * sp * cr, cy * cp],
        ]
    )


def angle_between(A: Matrix, B: Matrix) -> NDArray[np.float64]:
    """Return the angles (...), radians, of the turns from rotations (..., 3, 3) to others.

    Exact for small angles, where the usual arc cosine of the trace is not.
    """
    half = np.linalg.norm(A - B, axis=(-2, -1)) / math.sqrt(8)
    return np.asarray(2 * np.arcsin(np.minimum(half, 1)))
