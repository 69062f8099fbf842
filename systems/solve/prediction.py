"""Where a head that was seen a moment ago is now."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

LONGEST: Final = 0.05
"""Seconds a pose is carried forward at most: what camera, tracker and display take together."""

FARTHEST: Final = math.radians(2)
"""Angle a pose is carried forward at most, rad: so far does it overshoot when the head stops."""


def carried(
    angles: NDArray[np.floating], velocity: NDArray[np.floating], age: float
) -> NDArray[np.float64]:
    """Return yaw, pitch and roll (3,), rad, carried on at their own velocity.

    Parameters
    ----------
    angles : (3,) float
        When they were captured, rad.
    velocity : (3,) float
        rad/s.
    age : float
        Seconds since they were captured.

    Notes
    -----
    The way is cut to `FARTHEST` as a whole, so that it keeps its direction: what is gained while a
    head turns is lost again, and no more than that, when it stops.
    """
    way = min(max(age, 0.0), LONGEST) * np.asarray(velocity, np.float64)
    length = math.sqrt(way @ way)
    return np.asarray(angles + way * min(1.0, FARTHEST / max(length, 1e-9)))
