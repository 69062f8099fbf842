"""Calibration fed with made-up meshes and weights, frontal, instead of a tracker."""

from dataclasses import dataclass, field

import numpy as np

from engine import App, Commands, Mut, Query, Read, Res, ResMut, Stage, run_step, system
from systems.capture.frame import Frame
from systems.components import Blendshapes, Face, HeadPose, Landmarks
from systems.solve import calibration
from systems.solve.calibration.settings import Calibration
from systems.solve.lids import Lids
from systems.track.settings import TrackSettings
from tests.systems.solve.stage import Ticks


@dataclass
class Play:
    """Meshes (T, 478, 3) and weights (T, 52) to play, and what came out of CALIBRATE."""

    meshes: np.ndarray
    weights: np.ndarray
    opening: float = 1.0  # of the lids
    before: object = None  # called with each picture's index
    out: list = field(default_factory=list)


@system(Stage.DETECT)
def find_face(faces: Query[Read[Face]], commands: Commands) -> None:
    if not len(faces):
        commands.spawn(Face, Landmarks)


@system(Stage.ALIGN)
def show(
    faces: Query[Mut[Landmarks], Mut[Blendshapes], Mut[HeadPose], Mut[Lids]],
    frame: Res[Frame],
    play: Res[Play],
) -> None:
    if play.before is not None:
        play.before(frame.index)
    for face in faces:
        face[Landmarks].points[...] = play.meshes[frame.index]
        face[HeadPose].trusted[...] = True  # and its angles are 0: a frontal face
        face[Lids].opening[...] = play.opening
        face[Landmarks].captured_at[...] = frame.captured_at
        face[Blendshapes].weights[...] = play.weights[frame.index]
        face[Blendshapes].captured_at[...] = frame.captured_at


@system(Stage.OUTPUT)
def keep(faces: Query[Read[Blendshapes]], play: ResMut[Play]) -> None:
    for face in faces:
        play.out.append(face[Blendshapes].weights.copy())


def perform(play: Play, *extra, calibrated=None, preset="default") -> np.ndarray:
    """Return the weights (T, 52) after CALIBRATE; `calibrated` is a `Calibration` or None."""
    app = App(strict=True).insert(play).insert(TrackSettings(preset=preset))
    if isinstance(calibrated, Calibration):
        app.insert(calibrated)
    app.add(find_face, show, calibration.plugin, keep, *extra)
    run_step(app, Ticks(len(play.meshes)))
    return np.array(play.out)
