"""Overlapping frames of a stream of samples."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

RATE = 16000
"""Samples a second of everything that is analysed: speech has little above 8 kHz."""

HOP = 160
WINDOW = 400
"""Samples: a row of features describes 25 ms, and there is one every 10 ms."""

STEP = HOP / RATE
"""Seconds from one row to the next."""

MIDDLE = WINDOW // 2
"""Samples from the start of a row to its middle, the moment it describes."""


SLICE = 10 * RATE
"""Samples of a recording that are analysed at once: features take 8 MB of memory a second."""


def sliced(samples: Samples) -> Iterator[Samples]:
    """Cut a recording into pieces, so that an hour needs hardly more memory than a minute."""
    return (samples[start : start + SLICE] for start in range(0, len(samples), SLICE))


class Framing:
    """Cuts a stream into overlapping frames, whatever the sizes of the blocks it comes in.

    Parameters
    ----------
    window : int
        Samples a frame.
    hop : int
        Samples from the start of one frame to the start of the next, at most `window`.

    Notes
    -----
    Frame k covers the samples ``k * hop <= n < k * hop + window`` of the stream. A frame comes out
    once its last sample is in; only `finish` pads.
    """

    def __init__(self, window: int = WINDOW, hop: int = HOP) -> None:
        self._window = window
        self._hop = hop
        self.reset()

    def reset(self) -> None:
        """Begin a new stream."""
        self._rest: Samples = np.zeros(0, np.float32)
        self._begun = False

    def push(self, samples: Samples) -> Samples:
        """Take a block and return the (n, window) frames that it completes; views, n may be 0."""
        stream = np.concatenate([self._rest, samples], dtype=np.float32)
        if len(stream) < self._window:
            self._rest = stream
            return np.zeros((0, self._window), np.float32)
        frames = np.lib.stride_tricks.sliding_window_view(stream, self._window)[:: self._hop]
        self._rest = stream[len(frames) * self._hop :]
        self._begun = True
        return frames

    def finish(self) -> Samples:
        """Return the (0 or 1, window) frame of samples no frame has had, and begin a new stream."""
        rest, seen = self._rest, self._window - self._hop if self._begun else 0
        self.reset()
        if len(rest) <= seen:
            return np.zeros((0, self._window), np.float32)
        return np.pad(rest, (0, self._window - len(rest)))[None]
