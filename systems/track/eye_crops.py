"""Pictures of the eyes, upright and of one size, for systems that look at eyes themselves."""

from __future__ import annotations

from typing import Final

import numpy as np

from engine import App, Mut, Query, Read, Res, Stage, fresh, system
from ext.affine_crop import affine_crop
from systems.capture.frame import Frame
from systems.components import EyeCrops, Landmarks
from systems.topology import EYE_CORNERS
from systems.track.crop import angle
from systems.wanted import Wanted

SIDE: Final = 64

EYE_MARGIN: Final = 2.3
"""Side of the crop in eye widths. Source: MediaPipe's iris landmark graph, Apache-2.0."""


def eye_roi(
    outer: np.ndarray, inner: np.ndarray, rotation: float
) -> tuple[float, float, float, float, float]:
    """Return the square region about an eye between its two corners, (3,) px each."""
    x, y = (outer[:2] + inner[:2]) / 2
    side = EYE_MARGIN * float(np.hypot(*(outer - inner)[:2]))
    return float(x), float(y), side, side, rotation


def plugin(app: App) -> None:
    """Add `crop_eyes`, which does nothing until a system asks for `EyeCrops`."""
    buffer = np.zeros((SIDE, SIDE, 3), np.float32)

    @system(Stage.SOLVE, heavy=True, when=Wanted(app, EyeCrops, fresh(Frame)))
    def crop_eyes(faces: Query[Read[Landmarks], Mut[EyeCrops]], frame: Res[Frame]) -> None:
        """Cut both eyes out of the picture, turned upright with the head."""
        for face in faces:
            points, pictures = face[Landmarks].points, face[EyeCrops].pictures
            left_outer, left_inner, right_outer, right_inner = points[EYE_CORNERS]
            tilt = angle(right_outer, left_outer)
            eyes = (left_outer, left_inner), (right_outer, right_inner)
            for (outer, inner), picture in zip(eyes, pictures, strict=True):
                roi = eye_roi(outer, inner, tilt)
                affine_crop(frame.image, roi, buffer, scale=1.0, channels="bgr")
                np.copyto(picture, buffer, casting="unsafe")

    app.add(crop_eyes)
