"""From a tracked face to the rig of the avatar that follows it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine import Clock, Mut, Query, Read, Res, ResMut, Row, Stage, system
from systems import topology
from systems.avatar.idle import blink, sway
from systems.components import Blendshapes, DrawnPose, Face, Gaze, HeadPose, Rig
from systems.solve.rotation import rotation, yaw_pitch_roll

PREDICT_AT_MOST = 0.05
"""Seconds a pose is carried forward at its own velocity; beyond that it overshoots visibly."""

EASE_SECONDS = 0.25
"""Time constant of the way to rest after a face is lost, and of the way back."""

REST_SECONDS = 20.0
"""Time constant with which a person's place and pitch become those of the avatar at rest."""

TRAVEL = 0.12
"""Metres the avatar's head moves from its rest at most; a body ends there."""


@dataclass
class Display:
    """How the puppet is shown.

    Attributes
    ----------
    mirror : bool
        The avatar moves like a mirror image; the data stay the subject's.
    """

    mirror: bool = False


@dataclass
class Rest:
    """Where the followed person rests, learned slowly.

    Attributes
    ----------
    translation : (3,) float64, m, or None
        None until a face has been seen.
    pitch : float
        rad. Cameras stand above or below the screen, and heads differ from the average.
    following : float
        0 at rest .. 1 following a face.
    weights, angles, travel, gaze : (52,), (3,), (3,), (3,)
        What was followed last: shapes, yaw pitch roll (rad), way from rest (m), gaze. From there
        the avatar eases to rest.
    """

    translation: NDArray[np.float64] | None = None
    pitch: float = 0.0
    following: float = 0.0
    weights: NDArray[np.float64] = field(default_factory=lambda: np.zeros(52))
    angles: NDArray[np.float64] = field(default_factory=lambda: np.zeros(3))
    travel: NDArray[np.float64] = field(default_factory=lambda: np.zeros(3))
    gaze: NDArray[np.float64] = field(default_factory=lambda: np.array((0.0, 0.0, 1.0)))


@system(Stage.PREDICT)
def predict_head(faces: Query[Read[HeadPose], Mut[DrawnPose]], clock: Res[Clock]) -> None:
    """Carry the head pose from capture time to display time at its own velocity."""
    for face in faces:
        pose, drawn = face[HeadPose], face[DrawnPose]
        age = float(np.clip(clock.now - pose.captured_at, 0, PREDICT_AT_MOST))
        angles = pose.yaw_pitch_roll + age * pose.angular_velocity
        drawn.rotation[...] = rotation(*angles)
        drawn.translation[...] = pose.translation


@system(Stage.RIG)
def pose_puppet(
    avatars: Query[Mut[Rig]],
    faces: Query[Read[Face], Read[Blendshapes], Read[DrawnPose], Read[Gaze]],
    clock: Res[Clock],
    display: Res[Display],
    rest: ResMut[Rest],
) -> None:
    """Pose each avatar like the face that has been followed for longest, or let it idle."""
    face = min((f for f in faces if measured(f)), key=lambda f: int(f[Face].id), default=None)
    for avatar in avatars:
        rig = avatar[Rig]
        follow(rest, face, clock.dt)
        idle(rig, clock.now)
        rig.face[...] = -1 if face is None else face.entity
        imitate(rig, rest)
        if display.mirror:
            mirror(rig)


def measured(face: Row) -> bool:
    """Whether all of a face is numbers: one NaN, as a script may write, would stay in `Rest`."""
    pose, gaze, shapes = face[DrawnPose], face[Gaze].combined, face[Blendshapes].weights
    parts = (pose.rotation, pose.translation, gaze, shapes)
    return all(np.isfinite(part).all() for part in parts)


def follow(rest: Rest, face: Row | None, dt: float) -> None:
    """Update the place of rest and how much the avatar follows."""
    wanted = 0.0 if face is None else 1.0
    rest.following += (wanted - rest.following) * (1 - np.exp(-dt / EASE_SECONDS))
    if face is None:
        return
    seen = face[DrawnPose].translation
    pitch = yaw_pitch_roll(face[DrawnPose].rotation)[1]
    if rest.translation is None:
        rest.translation, rest.pitch, rest.following = seen.copy(), pitch, 1.0
    part = 1 - np.exp(-dt / REST_SECONDS)
    rest.translation += part * (seen - rest.translation)
    rest.pitch += part * (pitch - rest.pitch)
    rest.weights[:] = face[Blendshapes].weights
    rest.angles[:] = np.array(yaw_pitch_roll(face[DrawnPose].rotation)) - (0, rest.pitch, 0)
    rest.travel[:] = np.clip(seen - rest.translation, -TRAVEL, TRAVEL)
    rest.gaze[:] = face[Gaze].combined


def idle(rig: Rig, now: float) -> None:
    """Put a rig into its idle motion at time `now`."""
    rig.weights[:] = 0
    closed = blink(now)
    rig.weights[topology.SHAPE["eyeBlinkLeft"]] = closed
    rig.weights[topology.SHAPE["eyeBlinkRight"]] = closed
    rig.head_rotation[...] = rotation(*sway(now))
    rig.head_translation[:] = 0
    rig.gaze_left[:] = rig.gaze_right[:] = (0, 0, 1)
    rig.blush[...] = 0
    rig.tint[:] = 1


def imitate(rig: Rig, rest: Rest) -> None:
    """Blend a rig from its idle pose towards what is, or was last, followed."""
    part = rest.following
    angles = np.array(yaw_pitch_roll(rig.head_rotation))
    rig.weights[:] += part * (rest.weights - rig.weights)
    rig.head_rotation[...] = rotation(*(angles + part * (rest.angles - angles)))
    rig.head_translation[:] = part * rest.travel
    # One direction for both eyes: what each eye's own estimate errs would look like a squint.
    for drawn in (rig.gaze_left, rig.gaze_right):
        drawn[:] += part * (rest.gaze - drawn)
        drawn /= np.linalg.norm(drawn)


def mirror(rig: Rig) -> None:
    """Turn a rig into its mirror image, in place: left and right change places."""
    rig.weights[:] = rig.weights[topology.MIRROR_SHAPES]
    flip = np.array((-1.0, 1.0, 1.0))
    rig.head_rotation[...] = flip[:, None] * rig.head_rotation * flip
    rig.head_translation[0] *= -1
    left = rig.gaze_left.copy()
    rig.gaze_left[:] = rig.gaze_right * flip
    rig.gaze_right[:] = left * flip
