"""The built-in actor: performs on an avatar, as if before a camera, and knows the truth."""

from __future__ import annotations

import cv2
import numpy as np

from systems.avatar.avatars import AnyPainter, open_avatar
from systems.avatar.context import open_context
from systems.avatar.pose import tracker_view
from systems.avatar.quality import Tier
from systems.capture.frame import Frame, FramePool, Image
from systems.capture.performance import LENGTH, Truth, perform

AVATAR = "adult"
"""Who performs: this one has human proportions, which face models expect."""

SIZE = (640, 480)
"""Width and height of the actor's pictures, px."""

FOV = np.radians(36.0)
"""Vertical field of view of the actor's camera: a head at 0.6 m fills about half the height."""

RATE = 30.0
"""Pictures per second."""

BACKGROUND = (0.45, 0.50, 0.55)
"""sRGB of the wall behind the actor."""

TIER = Tier(triangles=None, samples=0, outline=False)
"""How the actor is drawn: photographs have no ink, and the net needs no samples."""


class Actor:
    """A source of pictures of an avatar that performs, with the truth of each.

    Parameters
    ----------
    avatar : str, default `AVATAR`
        The character or file that performs.
    rate : float, default 30
        Pictures per second of the performance.

    Raises
    ------
    UsageError, FileError
        If there is no such avatar, or its file cannot be read.
    DeviceError
        On the first `read`, if there is no OpenGL.
    """

    realtime = False

    def __init__(self, avatar: str = AVATAR, rate: float = RATE) -> None:
        self._avatar = open_avatar(avatar)
        self.rate = rate
        self._index = 0
        self._painter: AnyPainter | None = None
        self._pool = FramePool(SIZE[1], SIZE[0])

    def __str__(self) -> str:
        return f"the actor {self._avatar.name}, {SIZE[0]}x{SIZE[1]} at {self.rate:g} fps"

    def read(self) -> Frame:
        """Return the next picture of the performance, which goes round every ten seconds."""
        now = self._index / self.rate
        truth = perform(now % LENGTH)
        buffer = self._pool.take()
        self._draw(truth, now, buffer)
        frame = self._pool.frame(buffer, now, self._index)
        frame.fov, frame.truth = FOV, truth
        self._index += 1
        return frame

    def close(self) -> None:
        """Let go of the painter. Closing twice is harmless."""
        self._painter = None

    def _draw(self, truth: Truth, now: float, out: Image) -> None:
        # OpenGL belongs to the thread that opens it, and a live run reads in a thread of its own.
        if self._painter is None:
            self._context = open_context()
            with self._context:
                self._painter = self._avatar.painter(self._context, SIZE, TIER)
        with self._context:
            self._painter.draw(truth.pose(now), tracker_view(FOV), BACKGROUND)
            cv2.cvtColor(self._painter.read(), cv2.COLOR_RGBA2BGR, dst=out)
