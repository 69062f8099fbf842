"""A One-Euro filter on rotations."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class OneEuro:
    """How strongly to smooth.

    Attributes
    ----------
    min_cutoff : float
        Cutoff at rest, Hz. Lower removes more jitter and adds more lag.
    beta : float
        How much the cutoff rises with speed, Hz per (unit/s). Higher removes lag.
    slope_cutoff : float
        Cutoff of the speed itself, Hz.
    """

    min_cutoff: float = 1.0
    beta: float = 0.0
    slope_cutoff: float = 1.0


def turn_step(value: Array, slope: Array, sample: Array, *, dt: float, tuning: OneEuro) -> None:
    """Advance a filtered rotation by one sample, in place.

    Parameters
    ----------
    value : (3, 3) float64
        Filtered rotation.
    slope : (3,) float64
        Its smoothed angular velocity in the outer frame, rad/s.
    sample : (3, 3) float64
        New measurement.
    dt : float
        Seconds since the last sample; positive.
    tuning : OneEuro
        How strongly to smooth, in rad/s.

    Notes
    -----
    One-Euro with the group's own difference: the step is the rotation vector from the filtered
    value to the sample, so the result does not depend on the frame and is always a rotation. All
    three axes share one cutoff, so that a turn keeps its axis. Source: Casiez, Roussel & Vogel,
    "1 Euro Filter", CHI 2012, doi:10.1145/2207676.2208639.
    """
    step = cv2.Rodrigues(sample @ value.T)[0].ravel()
    slope += _smoothing(dt, tuning.slope_cutoff) * (step / dt - slope)
    cutoff = tuning.min_cutoff + tuning.beta * math.sqrt(slope @ slope)
    value[...] = cv2.Rodrigues(_smoothing(dt, cutoff) * step)[0] @ value


def _smoothing(dt: float, cutoff: float) -> float:
    turn = 2 * math.pi * cutoff * dt
    return turn / (turn + 1)
