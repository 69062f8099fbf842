"""A small copy of the picture that is being tracked, for the overlay and the film."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from engine import App, Mut, Query, Res, ResMut, Stage, World, fresh, system
from systems.capture.frame import Frame, Image
from systems.components import Preview


@dataclass
class PreviewSwitch:
    """Whether anybody looks at the preview."""

    on: bool = False


class Shrunk:
    """A picture of the size that previews have at present."""

    def __init__(self) -> None:
        self._picture: Image = np.empty((0, 0, 3), np.uint8)

    def of(self, width: int, height: int) -> Image:
        """Return the picture, (height, width, 3) with undefined content."""
        if self._picture.shape[:2] != (height, width):
            self._picture = np.empty((height, width, 3), np.uint8)
        return self._picture


def _looked_at(world: World, last_run: int) -> bool:
    return world.resource(PreviewSwitch).on and fresh(Frame)(world, last_run)


@system(Stage.OUTPUT, when=_looked_at)
def copy_preview(frame: Res[Frame], previews: Query[Mut[Preview]], shrunk: ResMut[Shrunk]) -> None:
    """Shrink the newest picture into the preview."""
    for row in previews:
        preview = row[Preview]
        width, height, scale = preview_size(frame.image, preview.picture.shape[:2])
        # A sub-picture is not contiguous, and OpenCV writes only into contiguous arrays.
        small = shrunk.of(width, height)
        cv2.resize(frame.image, (width, height), dst=small, interpolation=cv2.INTER_AREA)
        np.copyto(preview.picture[:height, :width], small)
        preview.size[:] = width, height
        preview.scale[...] = scale
        preview.captured_at[...] = frame.captured_at


def preview_size(image: Image, room: tuple[int, ...]) -> tuple[int, int, float]:
    """Return width, height and scale of an image shrunk, never enlarged, into (height, width)."""
    height, width = image.shape[:2]
    scale = min(1.0, room[0] / height, room[1] / width)
    return max(1, round(width * scale)), max(1, round(height * scale)), scale


def preview_plugin(app: App) -> None:
    """Keep a preview of the camera picture while its switch is on."""
    app.track.world.spawn(Preview)
    app.insert(Shrunk())
    app.add(copy_preview)
