"""The SOLVE and SMOOTH stages fed with made-up meshes instead of a tracker."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine import App, Commands, Mut, Query, Read, Res, ResMut, Stage, run_step, system
from systems.capture.frame import Frame
from systems.components import EyeOpen, Face, FaceTransform, Gaze, HeadPose, Landmarks, MouthOpen
from systems.solve import metric_pose, smooth, stage
from systems.solve.head_motion import measure_head_motion

FPS = 30
RECORDED = (HeadPose, FaceTransform, Gaze, EyeOpen, MouthOpen)
PICTURE = np.zeros((720, 1280, 3), np.uint8)


@dataclass
class Script:
    """Meshes to play, one a tick, and the rows that came out of them."""

    meshes: Sequence[np.ndarray]
    rows: list[dict] = field(default_factory=list)

    def column(self, component: type, name: str) -> np.ndarray:
        """Return one column over time."""
        return np.array([row[component, name] for row in self.rows])


class Ticks:
    """A source of empty pictures."""

    realtime = False

    def __init__(self, count: int) -> None:
        self.times = iter(enumerate(np.arange(count) / FPS))

    def read(self) -> Frame | None:
        index, at = next(self.times, (0, None))
        return None if at is None else Frame(PICTURE, float(at), index)

    def close(self) -> None: ...


@system(Stage.ALIGN)
def play_mesh(faces: Query[Mut[Landmarks]], frame: Res[Frame], script: Res[Script]) -> None:
    for face in faces:
        face[Landmarks].points[...] = script.meshes[frame.index]
        face[Landmarks].captured_at[...] = frame.captured_at


@system(Stage.DETECT)
def find_face(faces: Query[Read[Landmarks]], commands: Commands) -> None:
    if not len(faces):
        commands.spawn(Face, Landmarks)


@system(Stage.OUTPUT)
def record_row(
    faces: Query[Read[HeadPose], Read[FaceTransform], Read[Gaze], Read[EyeOpen], Read[MouthOpen]],
    script: ResMut[Script],
) -> None:
    for face in faces:
        script.rows.append(
            {(c, n): getattr(face[c], n).copy() for c in RECORDED for n in c.columns}
        )


def solve(meshes: Sequence[np.ndarray], *, pose: Callable = smooth.plugin) -> Script:
    """Return what the stages make of the meshes; `pose` finishes the pose."""
    script = Script(meshes)
    app = App(strict=True).insert(script).add(find_face, play_mesh, stage.plugin, pose, record_row)
    run_step(app, Ticks(len(meshes)))
    return script


metric = metric_pose.plugin


def unsmoothed(app: App) -> None:
    """Leave the solved values as they are."""
    app.add(measure_head_motion)
