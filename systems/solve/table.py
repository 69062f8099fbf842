"""The track table: one row per face and picture, under the names that `track` documents."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine import Component, Query, Read, Res, ResMut, Stage, fresh, system
from systems.capture.frame import Frame
from systems.components import (
    Blendshapes,
    EyeOpen,
    Face,
    FaceTransform,
    Gaze,
    HeadPose,
    Landmarks,
    Landmarks68,
    MouthOpen,
    Speech,
)
from systems.solve.camera import Pinhole
from systems.topology import ARKIT, VISEMES

Array = NDArray[Any]

DEGREES: Final = 180 / math.pi


class Key(NamedTuple):
    """Where the values of one table column come from."""

    component: type[Component]
    column: str
    scale: float | None = None


KEYS: Final[dict[str, Key]] = {
    "frame": Key(Landmarks, "frame"),
    "time": Key(Landmarks, "captured_at"),
    "face": Key(Face, "id"),
    "box": Key(Face, "box"),
    "confidence": Key(Landmarks, "presence"),
    "landmarks": Key(Landmarks, "points"),
    "landmarks68": Key(Landmarks68, "points"),
    "blendshapes": Key(Blendshapes, "weights"),
    "head_rotation": Key(HeadPose, "rotation"),
    "head_translation": Key(HeadPose, "translation"),
    "face_transform": Key(FaceTransform, "matrix"),
    "yaw_pitch_roll": Key(HeadPose, "yaw_pitch_roll", DEGREES),
    "head_angular_velocity": Key(HeadPose, "angular_velocity", DEGREES),
    "reprojection_error": Key(HeadPose, "reprojection_error"),
    "gaze": Key(Gaze, "combined"),
    "gaze_left": Key(Gaze, "left"),
    "gaze_right": Key(Gaze, "right"),
    "gaze_camera": Key(Gaze, "camera"),
    "eye_open": Key(EyeOpen, "ratio"),
    "mouth_open": Key(MouthOpen, "ratio"),
    "eye_state": Key(EyeOpen, "state"),
    "mouth_state": Key(MouthOpen, "state"),
    "visemes": Key(Speech, "visemes"),
}
"""The columns with one value per row; angles leave in degrees, visemes where there is sound."""


@dataclass(frozen=True, slots=True)
class TrackTable:
    """What `track` writes.

    Attributes
    ----------
    columns : dict of (T, ...) arrays
        One row per face and picture; a picture without a face has none. The keys are `KEYS`, and
        what is heard stands in the row of everybody who is seen. Where pictures differ in size or
        lens, as photographs do, there is also ``camera_matrix`` (T, 3, 3).
    constants : dict of arrays
        ``blendshape_names`` (52,), ``viseme_names`` (15,) with the visemes, ``camera_matrix``
        (3, 3) where all rows have one, ``source``, ``version``, and ``model_hashes`` (M, 2): role,
        sha256.
    """

    columns: dict[str, Array]
    constants: dict[str, Array]


class TrackRows:
    """The resource that gathers the rows of a table; about 9 kB each.

    Parameters
    ----------
    heard : bool, default False
        There is sound, and `Speech` tells of it.
    """

    def __init__(self, *, heard: bool = False) -> None:
        self.camera: Pinhole | None = None
        self._cameras: list[Pinhole | None] = []  # of each row
        self._heard = heard
        self._rows: dict[str, list[Array]] = {
            name: [] for name, key in KEYS.items() if heard or key.component is not Speech
        }

    def __len__(self) -> int:
        return len(self._rows["frame"])

    def append(self, values: Mapping[type[Component], Component]) -> None:
        """Copy one face's components into a new row, seen by the present camera."""
        self._cameras.append(self.camera)
        for name, rows in self._rows.items():
            key = KEYS[name]
            value = getattr(values[key.component], key.column)
            rows.append(value.copy() if key.scale is None else value * key.scale)

    def table(self, *, source: str, model_hashes: Mapping[str, str]) -> TrackTable:
        """Return the gathered rows.

        Parameters
        ----------
        source : str
            What was tracked.
        model_hashes : dict of str to str
            sha256 of each model file by its role.
        """
        columns = {name: self._stacked(name) for name in self._rows}
        constants = {
            "blendshape_names": np.array(ARKIT),
            "source": np.array(source),
            "model_hashes": np.array(sorted(model_hashes.items()), str).reshape(-1, 2),
            "version": np.array(version("bunraku")),
        }
        if self._heard:
            constants["viseme_names"] = np.array(VISEMES)
        matrices = np.array([_matrix(camera) for camera in self._cameras or [self.camera]])
        if len(set(self._cameras)) > 1:
            columns["camera_matrix"] = matrices
        else:
            constants["camera_matrix"] = matrices[0]
        return TrackTable(columns, constants)

    def _stacked(self, name: str) -> Array:
        key = KEYS[name]
        column = key.component.columns[key.column]
        return np.array(self._rows[name], column.dtype).reshape(-1, *column.shape)


def _matrix(camera: Pinhole | None) -> Array:
    return np.full((3, 3), np.nan) if camera is None else camera.matrix


@system(Stage.OUTPUT, when=fresh(Frame))
def collect_rows(
    faces: Query[
        Read[Face],
        Read[Landmarks],
        Read[Landmarks68],
        Read[Blendshapes],
        Read[HeadPose],
        Read[FaceTransform],
        Read[Gaze],
        Read[EyeOpen],
        Read[MouthOpen],
    ],
    speakers: Query[Read[Speech]],
    frame: Res[Frame],
    rows: ResMut[TrackRows],
) -> None:
    """Add a row for every face of the newest picture."""
    rows.camera = Pinhole.of(frame.image, frame.fov)
    speaker = speakers.first()
    heard: dict[type[Component], Component] = {}
    if speaker is not None:
        heard[Speech] = speaker[Speech]
    seen = {key.component for key in KEYS.values()} - {Speech}
    for face in faces:
        rows.append({**{component: face[component] for component in seen}, **heard})
