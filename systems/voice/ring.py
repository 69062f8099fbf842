"""Blocks of sound on their way from the device's thread to ours."""

from __future__ import annotations

import threading

import numpy as np

from systems.voice.downmix import Downmix
from systems.voice.framing import Samples


class Ring:
    """A ring of blocks of one size; one thread puts, another takes.

    Parameters
    ----------
    size, channels : int
        Shape of a block.
    blocks : int, default 64
        Blocks kept for a reader that is late; it then goes on with the oldest that is left.

    Attributes
    ----------
    lost : int
        Blocks that were overwritten before they were taken.
    """

    def __init__(self, size: int, channels: int, blocks: int = 64) -> None:
        self.lost = 0
        self._samples = np.zeros((blocks, size, channels), np.float32)
        self._times = np.zeros(blocks)
        self._downmix = Downmix(channels)
        self._put = 0
        self._taken = 0
        self._filled = threading.Event()

    def put(self, samples: Samples, captured_at: float) -> None:
        """Copy a (size, channels) block in; never waits and allocates nothing."""
        slot = self._put % len(self._times)
        self._samples[slot] = samples
        self._times[slot] = captured_at
        self._put += 1
        self._filled.set()

    def take(self, timeout: float) -> tuple[Samples, float] | None:
        """Return a copy of the oldest block, mixed to mono, and its time; None if none comes."""
        if self._taken == self._put:
            self._filled.clear()
            if self._taken == self._put and not self._filled.wait(timeout):
                return None
        # One block of room, so that what is being read is not what is being written.
        oldest = self._put - len(self._times) + 1
        self.lost += max(0, oldest - self._taken)
        self._taken = max(self._taken, oldest)
        slot = self._taken % len(self._times)
        samples = self._downmix.push(self._samples[slot])
        captured_at = float(self._times[slot])
        self._taken += 1
        return samples, captured_at
