"""From a tracked face to the rig of the avatar that follows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engine import Clock, Mut, Query, Read, Res, ResMut, Row, Stage, system
from systems import topology
from systems.avatar.act import ANGLES, GAZE, SHAPES, TRAVEL, Act, pose
from systems.avatar.idle import idle
from systems.avatar.lost import Continuity
from systems.components import Blendshapes, DrawnPose, Face, Gaze, HeadPose, Presence, Rig
from systems.solve.prediction import carried
from systems.solve.rotation import rotation, yaw_pitch_roll

REST_SECONDS = 20.0
"""Time constant with which a person's place and pitch become those of the avatar at rest."""

LONGEST_STEP = 0.1
"""Seconds that one frame counts as at most: a machine that slept has seen nothing meanwhile."""

REACH = 0.12
"""Metres the avatar's head moves from its rest at most; a body ends there."""


@dataclass
class Display:
    """How the puppet is shown.

    Attributes
    ----------
    mirror : bool
        The avatar moves like a mirror image; the data stay the subject's.
    pin : int or None
        Number of the one person who is followed; None follows who has been there for longest.
    """

    mirror: bool = False
    pin: int | None = None


@dataclass
class Rest:
    """Where the followed person rests, learned slowly.

    Attributes
    ----------
    person : int or None
        Whose rest it is; None until a face has been seen.
    translation : (3,) float64, m
    pitch : float
        rad. Cameras stand above or below the screen, and heads differ from the average.
    """

    person: int | None = None
    translation: NDArray[np.float64] = field(default_factory=lambda: np.zeros(3))
    pitch: float = 0.0

    def learn(self, face: Row, dt: float) -> None:
        """Take one more moment into the rest, or begin anew with another person."""
        seen, pitch = face[DrawnPose].translation, yaw_pitch_roll(face[DrawnPose].rotation)[1]
        part = 1 - np.exp(-dt / REST_SECONDS)
        if self.person != face[Face].id:
            self.person, part = int(face[Face].id), 1.0
        self.translation += part * (seen - self.translation)
        self.pitch += part * (pitch - self.pitch)

    def act(self, face: Row) -> Act:
        """Return what a face does, seen from its rest."""
        act = np.empty(61)
        act[SHAPES] = face[Blendshapes].weights
        act[ANGLES] = yaw_pitch_roll(face[DrawnPose].rotation)
        act[ANGLES.start + 1] -= self.pitch
        act[TRAVEL] = np.clip(face[DrawnPose].translation - self.translation, -REACH, REACH)
        act[GAZE] = face[Gaze].combined
        return act


@system(Stage.PREDICT)
def predict_head(faces: Query[Read[HeadPose], Mut[DrawnPose]], clock: Res[Clock]) -> None:
    """Carry the head pose from capture time to display time at its own velocity."""
    for face in faces:
        pose, drawn = face[HeadPose], face[DrawnPose]
        age = clock.now - float(pose.captured_at)
        angles = carried(pose.yaw_pitch_roll, pose.angular_velocity, age)
        drawn.rotation[...] = rotation(*angles)
        drawn.translation[...] = pose.translation


@system(Stage.RIG)
def pose_puppet(
    avatars: Query[Mut[Rig], Mut[Presence]],
    faces: Query[Read[Face], Read[Blendshapes], Read[DrawnPose], Read[Gaze]],
    clock: Res[Clock],
    display: Res[Display],
    rest: ResMut[Rest],
    continuity: ResMut[Continuity],
) -> None:
    """Pose each avatar like the face it follows, or as its policies for a lost one have it."""
    face, act, dt = followed(faces, display.pin), None, min(clock.dt, LONGEST_STEP)
    if face is not None:
        rest.learn(face, dt)
        act = rest.act(face)
    person = None if face is None else int(face[Face].id)
    continuity.step(act, person, idle(clock.now), dt)
    for avatar in avatars:
        rig = avatar[Rig]
        rig.face[...] = -1 if face is None else face.entity
        pose(rig, continuity.drawn)
        tell(avatar[Presence], continuity)
        if display.mirror:
            mirror(rig)


def followed(faces: Iterable[Row], pin: int | None) -> Row | None:
    """Return the pinned face, or without a pin the one that has been followed for longest."""
    seen = (face for face in faces if measured(face) and pin in (None, int(face[Face].id)))
    return min(seen, key=lambda face: int(face[Face].id), default=None)


def tell(presence: Presence, continuity: Continuity) -> None:
    """Write down what each channel shows."""
    for name, channel in continuity.channels.items():
        getattr(presence, name)[...] = channel.state
    presence.person[...] = -1 if continuity.person is None else continuity.person
    presence.absent[...] = np.inf if continuity.absent is None else continuity.absent


def measured(face: Row) -> bool:
    """Whether all of a face is numbers: one NaN, as a script may write, would stay in `Rest`."""
    drawn, gaze, shapes = face[DrawnPose], face[Gaze].combined, face[Blendshapes].weights
    parts = (drawn.rotation, drawn.translation, gaze, shapes)
    return all(np.isfinite(part).all() for part in parts)


class Posed(Protocol):
    """What has the columns of a `Rig` that say left and right."""

    weights: NDArray[Any]
    head_rotation: NDArray[Any]
    head_translation: NDArray[Any]
    gaze_left: NDArray[Any]
    gaze_right: NDArray[Any]


def mirror(rig: Posed) -> None:
    """Turn a rig into its mirror image, in place: left and right change places."""
    rig.weights[:] = rig.weights[topology.MIRROR_SHAPES]
    flip = np.array((-1.0, 1.0, 1.0))
    rig.head_rotation[...] = flip[:, None] * rig.head_rotation * flip
    rig.head_translation[0] *= -1
    left = rig.gaze_left.copy()
    rig.gaze_left[:] = rig.gaze_right * flip
    rig.gaze_right[:] = left * flip
