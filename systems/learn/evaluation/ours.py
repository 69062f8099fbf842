"""Runs our tracker over pictures: the real systems, on the step clock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine import App, Array, Query, Read, Res, ResMut, Stage, fresh, run_step, system
from systems.capture.frame import Frame, Image
from systems.components import Blendshapes, Face, Gaze, HeadPose, Landmarks
from systems.defaults import face_plugin
from systems.learn.evaluation.other_model import OtherModel
from systems.learn.evaluation.scene import RATE
from systems.learn.evaluation.seen import Notes, Seen
from systems.solve.calibration.settings import Calibration
from systems.solve.camera import Pinhole
from systems.solve.settings import SolveSettings
from systems.topology import EYE_CORNERS
from systems.track.settings import TrackSettings


@system(Stage.OUTPUT, when=fresh(Frame))
def note_faces(
    faces: Query[Read[Face], Read[Landmarks], Read[Blendshapes], Read[HeadPose], Read[Gaze]],
    frame: Res[Frame],
    notes: ResMut[Notes],
    other: ResMut[OtherModel],
) -> None:
    """Write down what is known of the first face, and where every face is."""
    camera = Pinhole.of(frame.image, frame.fov)
    people: dict[int, Array] = {}
    first: dict[str, Any] = {}
    for face in sorted(faces, key=lambda face: int(face[Face].id)):
        points = face[Landmarks].points
        between = between_eyes(points)
        people[int(face[Face].id)] = between
        first = first or {
            "rotation": face[HeadPose].rotation.copy(),
            "translation": face[HeadPose].translation.copy(),
            "gaze": face[Gaze].combined.copy(),
            "shapes": face[Blendshapes].weights.copy(),
            "eyes": between,
            "error": float(face[HeadPose].reprojection_error),
            "by_aifi39": other.rotation(points, camera, frame.captured_at),
        }
    notes.add(frame.captured_at, first, people)


def between_eyes(points: Array) -> Array:
    """Return the pixel (2,) in the middle of the eye corners of a mesh (478, 3)."""
    return np.asarray(points[EYE_CORNERS, :2].mean(0))


class Pictures:
    """A source of pictures of a film that begins at 0 s."""

    realtime = False

    def __init__(self, pictures: Iterator[Image], rate: float = RATE) -> None:
        self._pictures = enumerate(pictures)
        self._rate = rate

    def read(self) -> Frame | None:
        """Return the next one, or None at the end."""
        index, picture = next(self._pictures, (0, None))
        return None if picture is None else Frame(picture, index / self._rate, index)

    def close(self) -> None:
        """Nothing is held."""


def watch(
    pictures: Iterator[Image],
    calibration: Calibration,
    *,
    faces: int = 1,
    rate: float = RATE,
) -> Seen:
    """Return what our tracker sees in a film, beginning anew, as the puppet's does.

    Raises
    ------
    ModelError
        If a face model is not there and cannot be installed.
    """
    notes = Notes()
    app = App(strict=True).insert(TrackSettings(faces=faces)).insert(SolveSettings())
    app.insert(calibration).insert(notes).insert(OtherModel("aifi39")).add(face_plugin, note_faces)
    run_step(app, Pictures(pictures, rate))
    return notes.seen()
