"""One-Euro smoothing of one face's vectors and rotations.

Source: Casiez, Roussel & Vogel, "1 Euro Filter", CHI 2012, doi:10.1145/2207676.2208639.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


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
    quiet : float
        Speed that counts as rest, unit/s: the speed that noise alone shows. The paper has 0. As the
        speed is that from the filtered value to the sample, no more than about `quiet` times the
        time between samples is ever withheld for good.
    """

    min_cutoff: float = 1.0
    beta: float = 0.0
    slope_cutoff: float = 1.0
    quiet: float = 0.0


def vector_step(
    value: Array,
    slope: Array,
    sample: Array,
    *,
    dt: float,
    tuning: OneEuro,
    unit: Any = 1.0,
    age: float = math.inf,
) -> None:
    """Advance filtered numbers by one sample, in place; every element has a cutoff of its own.

    Parameters
    ----------
    value, slope : (...) float
        The filtered numbers and their smoothed slope (unit/s).
    sample : (...) float
        New measurements.
    dt : float
        Seconds since the last sample; positive.
    tuning : OneEuro
        How strongly to smooth.
    unit : float or (...) float
        In which `tuning` measures speed, where numbers of one kind differ in size.
    age : float
        Seconds since the first sample. A value at rest is the mean of all samples at first: a low
        cutoff would take seconds to leave the noise of a single one. The paper has infinity.
    """
    step = sample - value
    slope += _smoothing(dt, tuning.slope_cutoff) * (step / dt - slope)
    moving = np.maximum(np.abs(slope) / unit - tuning.quiet, 0)
    weight = _smoothing(dt, tuning.min_cutoff + tuning.beta * moving)
    value += np.maximum(weight, dt / (age + dt)) * step


def turn_step(
    value: Array,
    slope: Array,
    sample: Array,
    *,
    dt: float,
    tuning: OneEuro,
    age: float = math.inf,
) -> None:
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
        How strongly to smooth; the unit is rad.
    age : float
        Seconds since the first sample, as of `vector_step`.

    Notes
    -----
    The step is the rotation vector from the filtered value to the sample, so the result does not
    depend on the frame and is always a rotation. The axes share one cutoff: a turn keeps its axis.
    """
    step = cv2.Rodrigues(sample @ value.T)[0].ravel()
    slope += _smoothing(dt, tuning.slope_cutoff) * (step / dt - slope)
    moving = max(math.sqrt(slope @ slope) - tuning.quiet, 0)
    weight = max(_smoothing(dt, tuning.min_cutoff + tuning.beta * moving), dt / (age + dt))
    value[...] = cv2.Rodrigues(weight * step)[0] @ value


def _smoothing(dt: float, cutoff: Any) -> Any:
    """Return the weight of the newest sample in a first-order low pass."""
    turn = 2 * math.pi * cutoff * dt
    return turn / (turn + 1)
