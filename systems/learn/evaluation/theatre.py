"""Draws scenes: avatars before the tracker's camera, one picture after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import cv2
import numpy as np

from systems.avatar.avatars import AnyPainter, Avatar
from systems.avatar.context import open_context
from systems.avatar.pose import tracker_view
from systems.avatar.quality import FAST
from systems.capture.frame import Image
from systems.capture.performance import Truth
from systems.learn.evaluation.scene import Scene
from systems.solve.camera import FIELD_OF_VIEW

SIZE: Final = (640, 480)
"""Width and height of the pictures, px."""

INSTANTS: Final = 5
"""Moments of an exposure whose mean is a picture with motion blur."""


class Theatre:
    """A stage with a camera of `systems.solve.camera.FIELD_OF_VIEW`, which every tracker assumes.

    Parameters
    ----------
    cast : sequence of Avatar
        The first performs alone; the others join it in scenes of several.

    Attributes
    ----------
    star : str
        Name of the first.

    Raises
    ------
    DeviceError
        If there is no OpenGL.
    """

    def __init__(self, cast: Sequence[Avatar]) -> None:
        self.star = cast[0].name
        self._wall = cast[0].wall
        self._context = open_context()
        with self._context:
            self._painters = [avatar.painter(self._context, SIZE, FAST) for avatar in cast]
        self._picture = np.empty((SIZE[1], SIZE[0], 3), np.uint8)

    def pictures(self, scene: Scene) -> Iterator[Image]:
        """Yield the pictures of a scene, (480, 640, 3) BGR; the array is reused."""
        for index, t in enumerate(scene.times.tolist()):
            if scene.exposure:
                self._expose(scene, t)
            else:
                self._draw(scene, t, self._picture)
            scene.fault(self._picture, index)
            yield self._picture

    def close(self) -> None:
        """Give the painters back."""
        with self._context:
            for painter in self._painters:
                painter.release()

    def _expose(self, scene: Scene, t: float) -> None:
        instants = scene.exposure * (np.arange(INSTANTS) / (INSTANTS - 1) - 0.5)
        total = np.zeros(self._picture.shape, np.uint16)
        for instant in instants.tolist():
            self._draw(scene, t + instant, self._picture)
            total += self._picture
        self._picture[...] = total // INSTANTS

    def _draw(self, scene: Scene, t: float, out: Image) -> None:
        """Draw the farthest performer first, each over what is there."""
        moments = [
            (act(t), painter) for act, painter in zip(scene.acts, self._painters, strict=False)
        ]
        moments.sort(key=lambda pair: float(pair[0].head_translation[2]))
        for layer, (truth, painter) in enumerate(moments):
            picture = self._painted(painter, truth, t, alone=layer == 0)
            if layer == 0:
                cv2.cvtColor(picture, cv2.COLOR_RGBA2BGR, dst=out)
                continue
            behind = 1 - picture[..., 3:] / 255.0
            out[...] = np.minimum(picture[..., 2::-1] + behind * out, 255).round()

    def _painted(self, painter: AnyPainter, truth: Truth, t: float, *, alone: bool) -> Image:
        with self._context:
            painter.draw(truth.pose(t), tracker_view(FIELD_OF_VIEW), self._wall if alone else None)
            return painter.read()


@contextmanager
def opened(cast: Sequence[Avatar]) -> Iterator[Theatre]:
    """Open a theatre and close it again."""
    theatre = Theatre(cast)
    try:
        yield theatre
    finally:
        theatre.close()
