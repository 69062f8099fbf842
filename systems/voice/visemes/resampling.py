"""Sound from one rate to another, whole files at a time."""

from __future__ import annotations

import numpy as np
import soxr

from systems.voice.framing import RATE, Samples


def to_rate(samples: Samples, rate: float, wanted: float = RATE) -> Samples:
    """Return mono sound of another rate; of the same, the samples themselves."""
    if rate == wanted:
        return samples
    resampled = soxr.resample(samples, rate, wanted)
    return np.asarray(resampled, np.float32)
