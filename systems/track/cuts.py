"""Cuts between the scenes of a film: nobody is followed from one into the next."""

from __future__ import annotations

import math
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from engine import Commands, Mut, Query, Res, ResMut, Stage, With, fresh, system
from systems.capture.frame import Frame
from systems.components import Landmarks
from systems.track.people import Heading

SMALL: Final = (32, 24)
"""Width and height of the picture that is compared, px."""

LEAST: Final = 20.0
"""Levels, of 255, by which the pictures beside a cut differ at least, in the mean. On five clips
that move, turn and shake, 970 pictures, neighbours differ by 11.4 at most; beside eight cuts
between them by 81 to 147."""

BEYOND: Final = 4.0
"""Times the usual difference of neighbours that a cut exceeds: noise and rain are no cuts."""

REACH: Final = 8
"""Pictures that the usual difference reaches back, about."""


class Scene:
    """The newest picture, made small, and how much its like have differed lately.

    Attributes
    ----------
    cut_off : set of int
        Entities of the faces that were there before the last cut and were not looked at since.
    back : bool
        Whether the last cut went back to where the one before it came from, as after a flash.
    """

    def __init__(self) -> None:
        self._newest, self._before = (np.zeros((*SMALL[::-1], 3), np.uint8) for _ in range(2))
        self._usual = 0.0
        self._left = np.zeros_like(self._newest)
        self.cut_off: set[int] = set()
        self.back = False

    def cut(self, image: NDArray[np.uint8]) -> bool:
        """Take the next picture, (H, W, 3); return whether a scene begins with it; 5 us."""
        self._newest, self._before = self._before, self._newest
        cv2.resize(image, SMALL, dst=self._newest, interpolation=cv2.INTER_NEAREST)
        differs = cv2.norm(self._newest, self._before, cv2.NORM_L1) / self._newest.size
        unusual = differs > max(LEAST, BEYOND * self._usual)
        self._usual += (differs - self._usual) / REACH
        if unusual:
            self.back = cv2.norm(self._newest, self._left, cv2.NORM_L1) < LEAST * self._newest.size
            self._left[:] = self._before
        return unusual


@system(Stage.CAPTURE, when=fresh(Frame))
def cut_faces(
    known: Query[Mut[Heading]],
    faces: Query[With[Landmarks]],
    frame: Res[Frame],
    scene: ResMut[Scene],
    commands: Commands,
) -> None:
    """Lose all faces at a cut, so that they are looked for at once, wherever they were going."""
    if not scene.cut(frame.image):
        return
    scene.cut_off = set() if scene.back else {face.entity for face in known}
    for face in known:
        face[Heading].velocity[:], face[Heading].at[...] = 0, math.nan
    for face in faces:
        commands.remove(face.entity, Landmarks)
