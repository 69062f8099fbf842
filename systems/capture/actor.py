"""The built-in actor: performs on our own avatar, as if before a camera, and knows the truth."""

from __future__ import annotations

import cv2
import numpy as np

from systems.avatar.cache import load_head
from systems.avatar.character import load_character
from systems.avatar.context import open_context
from systems.avatar.painter import Painter
from systems.avatar.pose import Pose, tracker_view
from systems.capture.frame import Frame, FramePool
from systems.capture.performance import LENGTH, Truth, perform

SIZE = (640, 480)
"""Width and height of the actor's pictures, px."""

FOV = np.radians(36.0)
"""Vertical field of view of the actor's camera: a head at 0.6 m fills about half the height."""

RATE = 30.0
"""Pictures per second."""

BACKGROUND = (0.45, 0.50, 0.55)
"""sRGB of the wall behind the actor."""


class Actor:
    """A source of pictures of an avatar that performs, with the truth of each.

    Parameters
    ----------
    avatar : str, default "adult"
        The character that performs; this one has human proportions, which face models expect.
    rate : float, default 30
        Pictures per second of the performance.

    Raises
    ------
    DeviceError
        On the first `read`, if there is no OpenGL.
    """

    realtime = False

    def __init__(self, avatar: str = "adult", rate: float = RATE) -> None:
        self.character = load_character(avatar)
        self.rate = rate
        self._index = 0
        self._painter: Painter | None = None
        self._pool = FramePool(SIZE[1], SIZE[0])

    def __str__(self) -> str:
        return f"the actor {self.character.name}, {SIZE[0]}x{SIZE[1]} at {self.rate:g} fps"

    def read(self) -> Frame:
        """Return the next picture of the performance, which goes round every ten seconds."""
        now = self._index / self.rate
        truth = perform(now % LENGTH)
        buffer = self._pool.take()
        self._draw(truth, buffer)
        frame = self._pool.frame(buffer, now, self._index)
        frame.fov, frame.truth = FOV, truth
        self._index += 1
        return frame

    def close(self) -> None:
        """Let go of the painter. Closing twice is harmless."""
        self._painter = None

    def _draw(
        self, truth: Truth, out: np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]
    ) -> None:
        # OpenGL belongs to the thread that opens it, and a live run reads in a thread of its own.
        painter = self._painter = self._painter or self._open()
        pose = Pose(
            weights=truth.weights,
            head_rotation=truth.head_rotation,
            head_translation=truth.head_translation,
            gaze_left=truth.gaze_left,
            gaze_right=truth.gaze_right,
        )
        with painter.context:
            painter.draw(pose, tracker_view(FOV), BACKGROUND)
            cv2.cvtColor(painter.read(), cv2.COLOR_RGBA2BGR, dst=out)

    def _open(self) -> Painter:
        context = open_context()
        with context:
            return Painter(context, self.character, load_head(self.character), SIZE)
