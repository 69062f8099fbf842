"""The SMOOTH stage: steady values from solved ones, by capture time. Shapes: `smooth_shapes`.

Measurements (`Landmarks`, `EyeOpen`, `MouthOpen`) stay as they were measured. A row that was not
measured anew, a pose that is not trusted, a gaze without a visible eye and what is no number are
held: they neither advance a filter nor pass one by.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from engine import (
    App,
    Array,
    Component,
    Mut,
    Query,
    Read,
    Res,
    Stage,
    column,
    fresh,
    system,
)
from systems.capture.frame import Frame
from systems.components import FaceTransform, Gaze, HeadPose, Landmarks
from systems.solve.head_motion import elapsed, measure_head_motion
from systems.solve.one_euro import OneEuro, turn_step, vector_step
from systems.solve.rotation import yaw_pitch_roll

SEEN = 0.5
"""Confidence of the better eye from which a gaze counts."""


@dataclass(frozen=True, slots=True)
class Smoothing:
    """How strongly each group is smoothed.

    Cutoffs at rest are low and rise steeply: `quiet` tells noise from motion, so that a still face
    stands still and a moving one is not late. The values were chosen on the built-in performer with
    camera noise and on two clips of people: a third of the jitter that 2 Hz without `quiet` leaves,
    at less lag (4 to 20 ms).

    Attributes
    ----------
    turn : OneEuro
        Head rotation, rad. Noise shows 0.06 rad/s at 30 Hz; nodding (0.5 rad/s) opens to 13 Hz.
    shift : OneEuro
        Head translation, m. Depth is the noisiest of all; leaning in at 0.1 m/s opens to 18 Hz.
    eyes : OneEuro
        Eye shapes 0..1, in units of their own noise. A blink lasts 0.1 s, so its peak must pass
        within a frame.
    gaze : OneEuro
        Gaze vectors. A saccade is over within two frames and must not be drawn as a glide.
    face : OneEuro
        All other shapes, the same. Speech moves the mouth at up to 8 Hz.
    """

    turn: OneEuro = field(default=OneEuro(min_cutoff=0.05, beta=30.0, quiet=0.06))
    shift: OneEuro = field(default=OneEuro(min_cutoff=0.1, beta=200.0, quiet=0.01))
    eyes: OneEuro = field(default=OneEuro(min_cutoff=0.6, beta=40.0, quiet=0.35))
    gaze: OneEuro = field(default=OneEuro(min_cutoff=0.3, beta=50.0, quiet=0.2))
    face: OneEuro = field(default=OneEuro(min_cutoff=0.6, beta=40.0, quiet=0.4))


class GazeFilter(Component):
    """State of the filter on `Gaze`: left, right, combined."""

    on = Gaze
    value: Array = column(3, 3, unit="1")
    slope: Array = column(3, 3, unit="1/s")
    at: Array = column(dtype="f8", unit="s", default=math.nan)


class RigidFilter(Component):
    """State of a filter on a place in space."""

    rotation: Array = column(3, 3, dtype="f8", unit="1")
    turning: Array = column(3, dtype="f8", unit="rad/s")
    translation: Array = column(3, unit="m")
    shifting: Array = column(3, unit="m/s")
    at: Array = column(dtype="f8", unit="s", default=math.nan)
    age: Array = column(dtype="f8", unit="s")  # since the first sample


class HeadFilter(RigidFilter):
    """That of `HeadPose`."""

    on = HeadPose


class TransformFilter(RigidFilter):
    """That of `FaceTransform`."""

    on = FaceTransform


@system(Stage.SMOOTH, when=fresh(Frame))
def smooth_head(faces: Query[Mut[HeadPose], Mut[HeadFilter]], smoothing: Res[Smoothing]) -> None:
    """Smooth the head's pose; hold it while it is not trusted."""
    for face in faces:
        head, state = face[HeadPose], face[HeadFilter]
        if head.trusted:
            advance_rigid(state, head.rotation, head.translation, head.captured_at, smoothing)
        if math.isnan(state.at):
            continue  # nothing to hold yet
        head.rotation[...] = state.rotation
        head.translation[...] = state.translation
        head.yaw_pitch_roll[...] = yaw_pitch_roll(state.rotation)


@system(Stage.SMOOTH, when=fresh(Frame))
def smooth_face_transform(
    faces: Query[Read[Landmarks], Mut[FaceTransform], Mut[TransformFilter]],
    smoothing: Res[Smoothing],
) -> None:
    """Smooth the metric transform; one that could not be fitted stays zero."""
    for face in faces:
        matrix, state = face[FaceTransform].matrix, face[TransformFilter]
        if not matrix[3, 3]:
            continue
        captured_at = face[Landmarks].captured_at
        advance_rigid(state, matrix[:3, :3], matrix[:3, 3], captured_at, smoothing)
        matrix[:3, :3] = state.rotation
        matrix[:3, 3] = state.translation


@system(Stage.SMOOTH, when=fresh(Frame))
def smooth_gaze(
    faces: Query[Read[Landmarks], Read[HeadPose], Mut[Gaze], Mut[GazeFilter]],
    smoothing: Res[Smoothing],
) -> None:
    """Smooth the gaze; hold it while no eye is seen well: falling lids pull it down."""
    for face in faces:
        gaze, state = face[Gaze], face[GazeFilter]
        sample = np.stack((gaze.left, gaze.right, gaze.combined))
        if gaze.confidence.max() >= SEEN and _measured(sample):
            dt = elapsed(state.at, face[Landmarks].captured_at)
            if dt > 0:
                vector_step(state.value, state.slope, sample, dt=dt, tuning=smoothing.gaze)
            elif dt != 0:
                _start(state.value, state.slope, sample)
        if math.isnan(state.at):
            continue  # nothing to hold yet
        length = np.sqrt(np.vecdot(state.value, state.value))[:, None]
        gaze.left[...], gaze.right[...], gaze.combined[...] = state.value / length
        gaze.camera[...] = face[HeadPose].rotation @ gaze.combined


def _measured(sample: Array) -> bool:
    """Whether a sample is all numbers: one NaN would stay in a filter for good."""
    return bool(np.isfinite(sample).all())


def _start(value: Array, slope: Array, sample: Array) -> None:
    """Let a filter begin anew: its first sample, or one from before the last (a loop, a seek)."""
    value[...] = sample
    slope[...] = 0


def advance_rigid(
    state: RigidFilter,
    rotation: Array,
    translation: Array,
    captured_at: Array,
    smoothing: Smoothing,
) -> None:
    """Take one more sample of a place in space, (3, 3) and (3,) m, into the state, in place."""
    dt = elapsed(state.at, captured_at)
    if dt > 0:
        state.age += dt
        age, turn, shift = float(state.age), smoothing.turn, smoothing.shift
        turn_step(state.rotation, state.turning, rotation, dt=dt, tuning=turn, age=age)
        vector_step(state.translation, state.shifting, translation, dt=dt, tuning=shift, age=age)
    elif dt != 0:
        state.age[...] = 0
        _start(state.rotation, state.turning, rotation)
        _start(state.translation, state.shifting, translation)


def plugin(app: App) -> None:
    """Add the smoothing of every preset but ``mediapipe``, then the measure of head motion."""
    app.insert(Smoothing())
    app.add(smooth_head, smooth_face_transform, smooth_gaze, measure_head_motion)
