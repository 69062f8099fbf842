"""How loud it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from systems.voice.framing import Framing, Samples

SILENCE = -120.0
"""dB; what digital silence counts as, below the noise of 16 bits."""


def decibels(frames: Samples) -> NDArray[np.float32]:
    """Return the level of (n, window) frames: their root mean square over full scale, 1, in dB."""
    power = np.mean(np.square(frames, dtype=np.float64), axis=-1)
    level: NDArray[np.float64] = 10 * np.log10(power + 10 ** (SILENCE / 10))
    return level.astype(np.float32)


class Level:
    """The level of a stream in dB, one value per hop, of the same samples as a row of `LogMel`."""

    def __init__(self) -> None:
        self._framing = Framing()

    def reset(self) -> None:
        """Begin a new stream."""
        self._framing.reset()

    def push(self, samples: Samples) -> NDArray[np.float32]:
        """Take a block of samples and return the values that it completes."""
        return decibels(self._framing.push(samples))
