"""Meshes that the tracker sees in a film."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine import App, Query, Read, Res, ResMut, Stage, fresh, run_step, system
from engine.errors import DataError
from systems.capture.frame import Frame, Image
from systems.components import Landmarks
from systems.learn.evaluation.ours import Pictures
from systems.learn.evaluation.scene import RATE
from systems.track.stage import plugin as track_plugin


@dataclass
class Meshes:
    """The meshes (478, 3) of the first face, by the picture's number."""

    by_picture: dict[int, NDArray[np.float64]] = field(default_factory=dict)


@system(Stage.OUTPUT, when=fresh(Frame))
def note_mesh(faces: Query[Read[Landmarks]], frame: Res[Frame], meshes: ResMut[Meshes]) -> None:
    """Write the first face's mesh down."""
    for face in faces:
        points = face[Landmarks].points.astype(np.float64)
        meshes.by_picture.setdefault(frame.index, points)


def watch_meshes(
    pictures: Iterator[Image], rate: float = RATE, *, of: str
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the numbers (T,) of the pictures with a face, and its meshes (T, 478, 3), px.

    Raises
    ------
    ModelError
        If a face model is not there and cannot be installed.
    DataError
        If no face is found; it is said to be that `of` somebody.
    """
    meshes = Meshes()
    run_step(App(strict=True).insert(meshes).add(track_plugin, note_mesh), Pictures(pictures, rate))
    if not meshes.by_picture:
        msg = f"no face is found in the pictures of {of}"
        raise DataError(msg, fix="take an avatar or a film with a human face that looks ahead")
    numbers = np.array(list(meshes.by_picture), np.intp)
    return numbers, np.array(list(meshes.by_picture.values()))
