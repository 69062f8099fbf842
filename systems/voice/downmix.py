"""Channels to mono, but for those that would cancel each other."""

from __future__ import annotations

import numpy as np

from systems.voice.framing import Samples

CANCELLED = 10**-2.0
"""Of the power of the loudest channel, what is left of it in a mean that is worth nothing: 20 dB.

Two channels that have nothing in common, music as wide as can be, leave 3 dB less, one channel
beside a silent one 6 dB; one that is turned and nine tenths as loud 26 dB, and of a balanced cable
in a stereo jack only what its two wires differ by is left.
"""

RESTORED = 10**-1.0
"""The same of a mean that is worth hearing again: so far from `CANCELLED` that what lies about the
border, as a voice and 0.8 of it turned, in noise, changes once at most."""

FORGOTTEN = 10**-0.004
"""Of a power, what the next block remembers: 20 dB less in 5 s. That is longer than the
pauses of speech, and short enough to wait for where a cable is exchanged."""


class Downmix:
    """Mixes channels to mono by their mean; where that is far softer, by the loudest channel alone.

    Each is as loud as its loudest block of late, so that a first word decides with its first block
    and the noise in a pause decides nothing. What is heard depends on what has come alone, so that
    a file and a microphone give the same. Takes 10 to 20 us a block of two channels.

    Parameters
    ----------
    channels : int
    """

    def __init__(self, channels: int) -> None:
        mean = np.full((1, channels), 1 / channels)
        self._ways = np.vstack([mean, np.eye(channels)]).astype(np.float32)
        self._powers = np.zeros(1 + channels)
        self._way = 0

    def push(self, samples: Samples) -> Samples:
        """Return (n,) samples of the next block of 10 ms, (n, channels)."""
        ways = self._ways @ samples.T
        powers = np.square(ways, dtype=np.float64).mean(axis=1)
        powers[~np.isfinite(powers)] = 0  # a driver may give NaN
        self._powers = np.maximum(FORGOTTEN * self._powers, powers)
        before, self._way = self._way, self._chosen()
        mono: Samples = ways[self._way]
        if before == self._way:
            return mono
        share = np.linspace(0, 1, len(mono), dtype=np.float32)  # a jump would click
        faded: Samples = (1 - share) * ways[before] + share * mono
        return faded

    def _chosen(self) -> int:
        """Return the way that is heard: 0 is the mean."""
        loudest = self._powers.max()
        if self._powers[self._way] < CANCELLED * loudest:
            return int(self._powers.argmax())
        return 0 if self._powers[0] > RESTORED * loudest else self._way
