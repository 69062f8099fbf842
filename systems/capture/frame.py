"""A picture on its way through the TRACK loop, and the buffers pictures are written to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.errors import BunrakuError

if TYPE_CHECKING:  # the performer needs the solver, and the solver needs frames
    from systems.capture.performance import Truth

Image = NDArray[np.uint8]

PATIENCE = 5.0
"""Seconds to wait for a buffer: longer than any hitch, short enough to report a leak."""


@dataclass(slots=True, eq=False)
class Frame:
    """One picture of a source.

    Attributes
    ----------
    image : (H, W, 3) uint8, C-contiguous
        Blue, green, red. Valid until `release`; copy what has to live longer.
    captured_at : float
        s. On the monotonic clock from a camera; on the file's own time line from a file.
    index : int
        Number of the picture in its source, from 0; counts on when a source loops.
    fov : float or None
        Vertical field of view, rad, where the source knows it.
    truth : Truth or None
        What the built-in performer did in this picture.
    """

    image: Image
    captured_at: float
    index: int
    fov: float | None = None
    truth: Truth | None = None
    give_back: Callable[[Image], None] | None = None

    def release(self) -> None:
        """Give a pooled buffer back. Releasing twice, or without a pool, is harmless."""
        give_back, self.give_back = self.give_back, None
        if give_back is not None:
            give_back(self.image)


class FramePool:
    """Preallocated picture buffers of one size; their number never changes.

    Three are enough for a newest-wins hand-over: one is written, one waits, one is read.

    Parameters
    ----------
    height, width : int
        px.
    count : int, default 3
        Number of buffers.
    patience : float, default 5
        Seconds that `take` waits while every buffer is in use.
    """

    def __init__(
        self, height: int, width: int, count: int = 3, *, patience: float = PATIENCE
    ) -> None:
        self.shape = (height, width, 3)
        self._count = count
        self._patience = patience
        self._free: SimpleQueue[Image] = SimpleQueue()
        for _ in range(count):
            self.give_back(np.zeros(self.shape, np.uint8))

    def take(self) -> Image:
        """Return a free buffer with undefined content, waiting for one if all are in use.

        Raises
        ------
        BunrakuError
            If none is given back in time: some frame was kept and never released.
        """
        try:
            return self._free.get(timeout=self._patience)
        except Empty:
            msg = f"all {self._count} frame buffers were in use for {self._patience:g} s"
            fix = "release() every frame after use, and copy the image to keep it"
            raise BunrakuError(msg, fix=fix) from None

    def give_back(self, buffer: Image) -> None:
        """Take back a buffer that nobody uses any more."""
        self._free.put(buffer)

    def frame(self, buffer: Image, captured_at: float, index: int) -> Frame:
        """Return a frame around a filled buffer; its release gives the buffer back."""
        return Frame(buffer, captured_at, index, give_back=self.give_back)


def fitting(pool: FramePool | None, height: int, width: int) -> FramePool:
    """Return `pool` if its buffers are of this size, else a new one."""
    if pool is not None and pool.shape == (height, width, 3):
        return pool
    return FramePool(height, width)
