"""The SOLVE stage: from every face's mesh to pose, gaze and openness."""

from __future__ import annotations

import math

import numpy as np

from engine import App, Array, Component, Mut, Query, Read, Res, Stage, column, fresh, system
from systems.capture.frame import Frame
from systems.components import (
    EyeOpen,
    FaceTransform,
    Gaze,
    HeadPose,
    Landmarks,
    Landmarks68,
    MouthOpen,
)
from systems.solve.camera import Pinhole
from systems.solve.canonical import read_canonical_face
from systems.solve.eyeballs import Eyeballs, Learning, learn
from systems.solve.eyes import lid_ratio
from systems.solve.gaze import GazeFit
from systems.solve.head_motion import learnt_for
from systems.solve.head_pose import Pose, PoseFit
from systems.solve.landmarks68 import pick_landmarks68
from systems.solve.lids import OPENING_BAND, LidModel, Lids, follow
from systems.solve.lips import see_lips
from systems.solve.mouth import MOUTH_BAND, lip_ratio
from systems.solve.pose_models import pose_model
from systems.solve.procrustes import MetricFit
from systems.solve.rotation import yaw_pitch_roll
from systems.solve.settings import SolveSettings
from systems.track.store import Store


class PoseGuess(Component):
    """The head's last pose as it was measured: where the next search starts."""

    on = Landmarks
    rotation: Array = column(3, 3, dtype="f8", unit="1")
    translation: Array = column(3, dtype="f8", unit="m")
    trusted: Array = column(dtype="?", unit="1")


@system(Stage.SOLVE, when=fresh(Frame))
def solve_face_transform(
    faces: Query[Read[Landmarks], Mut[FaceTransform]],
    frame: Res[Frame],
    fit: Res[MetricFit],
) -> None:
    """Fit the canonical face to the whole mesh; all zero where it is no face."""
    camera = Pinhole.of(frame.image, frame.fov)
    for face in faces:
        matrix = fit(face[Landmarks].points, camera)
        face[FaceTransform].matrix[...] = 0 if matrix is None else matrix


@system(Stage.SOLVE, when=fresh(Frame))
def solve_head_pose(
    faces: Query[Read[Landmarks], Mut[HeadPose], Mut[PoseGuess]],
    frame: Res[Frame],
    fit: Res[PoseFit],
) -> None:
    """Pose the head by its rigid points, starting from its last pose."""
    camera = Pinhole.of(frame.image, frame.fov)
    for face in faces:
        guess = face[PoseGuess]
        last = Pose(guess.rotation, guess.translation, 0.0, bool(guess.trusted))
        pose = fit(face[Landmarks].points, camera, last)
        guess.rotation[...] = pose.rotation
        guess.translation[...] = pose.translation
        guess.trusted[...] = pose.trusted
        write_pose(face[HeadPose], pose, float(face[Landmarks].captured_at))


def write_pose(head: HeadPose, pose: Pose, captured_at: float) -> None:
    """Put a pose into a row of `HeadPose`; its angular velocity is measured after smoothing."""
    head.rotation[...] = pose.rotation
    head.translation[...] = pose.translation
    head.yaw_pitch_roll[...] = yaw_pitch_roll(pose.rotation)
    head.reprojection_error[...] = pose.error
    head.trusted[...] = pose.trusted
    head.captured_at[...] = captured_at


@system(Stage.SOLVE, when=fresh(Frame))
def measure_openness(
    faces: Query[
        Read[Landmarks], Read[HeadPose], Read[Gaze], Mut[Lids], Mut[EyeOpen], Mut[MouthOpen]
    ],
    model: Res[LidModel],
) -> None:
    """Measure how far lids and lips stand apart.

    Where the eyes look is taken from the last picture, whose gaze is held through a blink.
    """
    for face in faces:
        points, eyes, mouth = face[Landmarks].points, face[EyeOpen], face[MouthOpen]
        eyes.ratio[...] = lid_ratio(points)
        mouth.ratio[...] = lip_ratio(points)
        lids, head, gaze = face[Lids], face[HeadPose], face[Gaze].combined
        dt = learnt_for(lids.at, face[Landmarks].captured_at)
        if np.isfinite(eyes.ratio).all() and dt != 0:
            down = -math.asin(np.clip(gaze[1], -1, 1))
            pitch = float(head.yaw_pitch_roll[1]) if head.trusted else 0.0
            follow(lids, eyes.ratio, pitch, down, dt, model)
        OPENING_BAND.update(eyes.state, lids.opening)
        MOUTH_BAND.update(mouth.state, mouth.ratio)


@system(Stage.SOLVE, when=fresh(Frame))
def solve_gaze(
    faces: Query[Read[Landmarks], Read[HeadPose], Read[Lids], Mut[Eyeballs], Mut[Gaze]],
    frame: Res[Frame],
    fit: Res[GazeFit],
    learning: Res[Learning],
) -> None:
    """Find where the eyes look, in the head and in the world, and learn where they lie."""
    camera = Pinhole.of(frame.image, frame.fov)
    for face in faces:
        head, gaze, balls = face[HeadPose], face[Gaze], face[Eyeballs]
        R, t, points = head.rotation, head.translation, face[Landmarks].points
        sample = fit(points, face[Lids].opening, camera, R, t, balls.place, gaze.combined)
        dt = learnt_for(balls.at, face[Landmarks].captured_at)
        if dt > 0 and head.trusted:
            learn(balls, sample, -t @ R, dt, fit.model, learning)
        gaze.left[...], gaze.right[...] = sample.eyes
        gaze.combined[...] = sample.combined
        gaze.camera[...] = head.rotation @ sample.combined
        gaze.confidence[...] = sample.confidence


@system(Stage.SOLVE, when=fresh(Frame))
def select_landmarks68(
    faces: Query[Read[Landmarks], Mut[Landmarks68]],
) -> None:
    """Copy the iBUG-68 landmarks out of the mesh."""
    for face in faces:
        pick_landmarks68(face[Landmarks].points, out=face[Landmarks68].points)


def plugin(app: App) -> None:
    """Add the SOLVE stage; its canonical face comes out of the model store.

    Raises
    ------
    ModelError
        If the face model is not there and cannot be installed.
    FileError
        If the pose model's file does not hold a head.
    """
    settings = app.track.world.find(SolveSettings) or SolveSettings()
    face = read_canonical_face(Store().path("face_landmarker"))
    model = pose_model(settings.pose_model, face)
    for fit in (MetricFit(face), PoseFit(model), GazeFit(face), Learning(), LidModel()):
        app.insert(fit)
    app.add(solve_face_transform, solve_head_pose, measure_openness, solve_gaze)
    app.add(see_lips, select_landmarks68)
