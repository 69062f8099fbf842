"""A framebuffer of its own: multisampled or not, resized, and read back as a picture."""

from __future__ import annotations

from typing import Any

import moderngl
import numpy as np
from numpy.typing import NDArray


class Easel:
    """What a painter draws on.

    Parameters
    ----------
    context : moderngl.Context
    size : (width, height)
        px.
    samples : int, default 0
        Of multisampling; lowered to what the context has.

    Attributes
    ----------
    framebuffer : moderngl.Framebuffer
        The finished picture, one sample a pixel.
    drawn : moderngl.Framebuffer
        Where drawing goes.
    """

    def __init__(self, context: moderngl.Context, size: tuple[int, int], samples: int = 0) -> None:
        self.context, self.samples = context, min(samples, context.max_samples)
        self._parts: list[Any] = []
        self.resize(size)

    def resize(self, size: tuple[int, int]) -> None:
        """Take on a new size in pixels; the framebuffers are new ones."""
        self.release()
        self.size = size
        self._pixels = np.empty((size[1], size[0], 4), np.uint8)
        self._raw = np.empty_like(self._pixels)
        self.framebuffer = self.drawn = self._new_framebuffer(0)
        if self.samples:
            self.drawn = self._new_framebuffer(self.samples)

    def start(self) -> None:
        """Bind the framebuffer and clear it to transparent black."""
        self.drawn.use()
        self.drawn.clear(0.0, 0.0, 0.0, 0.0)

    def finish(self) -> None:
        """Bring the samples together in `framebuffer`."""
        if self.drawn is not self.framebuffer:
            self.context.copy_framebuffer(self.framebuffer, self.drawn)

    def read(self) -> NDArray[np.uint8]:
        """Return the picture, (H, W, 4) RGBA, top row first; the array is reused."""
        self.framebuffer.read_into(self._raw, components=4)
        self._pixels[:] = self._raw[::-1]
        return self._pixels

    def release(self) -> None:
        """Give every GL object back. Releasing twice is harmless."""
        if self._parts:
            self.context.detect_framebuffer(0).use()  # what is bound must not be deleted
        for part in self._parts:
            part.release()
        self._parts.clear()

    def _new_framebuffer(self, samples: int) -> moderngl.Framebuffer:
        colour = self.context.renderbuffer(self.size, samples=samples)
        depth = self.context.depth_renderbuffer(self.size, samples=samples)
        framebuffer = self.context.framebuffer(colour, depth)
        self._parts += [framebuffer, colour, depth]
        return framebuffer
