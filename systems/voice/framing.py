"""Overlapping frames of a stream of samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]


class Framing:
    """Cuts a stream into overlapping frames, whatever the sizes of the blocks it comes in.

    Parameters
    ----------
    window : int
        Samples a frame.
    hop : int
        Samples from the start of one frame to the start of the next.

    Notes
    -----
    Frame k covers the samples ``k * hop <= n < k * hop + window`` of the stream. Nothing is padded:
    a frame comes out once its last sample is in.
    """

    def __init__(self, window: int, hop: int) -> None:
        self._window = window
        self._hop = hop
        self.reset()

    def reset(self) -> None:
        """Begin a new stream."""
        self._rest: Samples = np.zeros(0, np.float32)

    def push(self, samples: Samples) -> Samples:
        """Take a block and return the (n, window) frames that it completes; views, n may be 0."""
        stream = np.concatenate([self._rest, samples], dtype=np.float32)
        if len(stream) < self._window:
            self._rest = stream
            return np.zeros((0, self._window), np.float32)
        frames = np.lib.stride_tricks.sliding_window_view(stream, self._window)[:: self._hop]
        self._rest = stream[len(frames) * self._hop :]
        return frames
