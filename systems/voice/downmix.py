"""Channels to mono, but for those that would cancel each other."""

from __future__ import annotations

import numpy as np

from systems.voice.framing import Samples

CANCELLED = 10**-2.0
"""Of the power of the loudest channel, what is left of it in a mean that is worth nothing: 20 dB.

A balanced cable in a stereo jack leaves 20 to 60 dB less, what is not the same in its two wires.
Of music that is as wide as can be, two channels without anything in common, 3 dB less are left; of
one channel beside a silent one 6 dB.
"""

RESTORED = 10**-1.0
"""The same of a mean that is worth hearing again: far from `CANCELLED`, so that what lies about
the border stays as it is."""

FORGOTTEN = 10**-0.004
"""Of a power, what the next block remembers: 20 dB less in 5 s, longer than the pauses of speech,
and a cable that is exchanged is not waited for longer."""


class Downmix:
    """Mixes channels to mono by their mean; where that is far softer, by the loudest channel alone.

    Each is as loud as its loudest block of late, so that a first word decides with its first block
    and the noise in a pause decides nothing. What is heard depends on what has come alone, a file
    and a microphone give the same.

    Parameters
    ----------
    channels : int
    """

    def __init__(self, channels: int) -> None:
        mean = np.full((channels, 1), 1 / channels)
        self._ways = np.hstack([mean, np.eye(channels)]).astype(np.float32)
        self._powers = np.zeros(1 + channels)
        self._way = 0

    def push(self, samples: Samples) -> Samples:
        """Return (n,) samples of the next block of 10 ms, (n, channels)."""
        ways = samples @ self._ways
        powers = np.square(ways, dtype=np.float64).mean(axis=0)
        self._powers = np.fmax(FORGOTTEN * self._powers, powers)  # a driver may give NaN
        before, self._way = self._way, self._chosen()
        mono: Samples = ways[:, self._way]
        if before == self._way:
            return mono
        share = np.linspace(0, 1, len(mono), dtype=np.float32)  # a jump would click
        faded: Samples = (1 - share) * ways[:, before] + share * mono
        return faded

    def _chosen(self) -> int:
        """Return the way that is heard: 0 is the mean."""
        loudest = self._powers.max()
        if self._powers[self._way] < CANCELLED * loudest:
            return int(self._powers.argmax())
        return 0 if self._powers[0] > RESTORED * loudest else self._way
