"""The head pose of ``--preset mediapipe``: the metric transform in place of PnP."""

from __future__ import annotations

from engine import App, Mut, Query, Read, Res, Stage, fresh, system
from systems.capture.frame import Frame
from systems.components import FaceTransform, HeadPose, Landmarks
from systems.solve.camera import Pinhole
from systems.solve.head_motion import measure_head_motion
from systems.solve.head_pose import PoseFit
from systems.solve.stage import write_pose


@system(Stage.SOLVE, when=fresh(Frame), replaces="solve_head_pose")
def take_metric_pose(
    faces: Query[Read[Landmarks], Read[FaceTransform], Mut[HeadPose]],
    frame: Res[Frame],
    fit: Res[PoseFit],
) -> None:
    """Take the head's pose from its metric transform, judged by the same rigid points."""
    camera = Pinhole.of(frame.image, frame.fov)
    for face in faces:
        matrix, mesh = face[FaceTransform].matrix, face[Landmarks]
        pose = fit.judge(mesh.points, camera, matrix[:3, :3], matrix[:3, 3])
        write_pose(face[HeadPose], pose, float(mesh.captured_at))


def plugin(app: App) -> None:
    """Replace `solve_head_pose`, smooth nothing; add after the plugin of the SOLVE stage."""
    app.add(take_metric_pose, measure_head_motion)
