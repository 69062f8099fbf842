"""The end of the ALIGN stage: people keep their numbers when they cross, go and come back."""

from __future__ import annotations

from itertools import combinations
from typing import Final

import numpy as np

from engine import Commands, Component, Mut, Query, Read, Res, ResMut, Row, Stage, fresh, system
from systems.capture.frame import Frame
from systems.components import Face, Landmarks
from systems.track.cuts import Scene
from systems.track.face_shape import SIZE, Floats, describe
from systems.track.identity import distance
from systems.track.people import SETTLED, Heading, Looks, People

SHORT_MEAN: Final = 10
"""Pictures that the running mean of a face reaches back, about."""

ALONE_EVERY: Final = 5
"""Pictures between two looks at somebody who is known and alone: there is nobody to mix up."""

NEAR: Final = 1.2
"""Sides between two faces below which one may hide a part of the other: nothing is learned then."""

VELOCITY_SECONDS: Final = 0.15
"""Time constant of the mean velocity."""


@system(Stage.ALIGN, when=fresh(Frame))
def doubt_faces(
    faces: Query[Mut[Face], Read[Landmarks]],
    frame: Res[Frame],
    scene: ResMut[Scene],
    people: ResMut[People],
    commands: Commands,
) -> None:
    """Make somebody new of a stranger whom a cut has put in the place of a known face."""
    for face in faces:
        who, marks = face[Face], face[Landmarks]
        if face.entity not in scene.cut_off or marks.captured_at != frame.captured_at:
            continue
        scene.cut_off.discard(face.entity)
        if people.stranger(int(who.id), _shape(marks)):
            _rename(face, people.number(), commands)


@system(Stage.ALIGN, when=fresh(Frame))
def recognise_people(
    faces: Query[Mut[Face], Read[Landmarks], Mut[Looks], Mut[Heading]],
    frame: Res[Frame],
    people: ResMut[People],
    commands: Commands,
) -> None:
    """Learn how people are built and go, and give known ones their numbers back."""
    rows = [face for face in faces if face[Landmarks].captured_at == frame.captured_at]
    for face in rows:
        _follow(face[Heading], face[Face], frame.captured_at)
    known_alone = len(rows) == 1 and rows[0][Looks].pictures > SETTLED
    if known_alone and frame.index % ALONE_EVERY:
        return
    for face in rows:
        _look_at(face[Looks], face[Landmarks])
    settled = [face for face in rows if face[Looks].pictures >= SETTLED]
    for face in settled:
        if face[Looks].pictures == SETTLED:
            _name(face, rows, people, commands)
    for a, b in combinations(settled, 2):
        if people.exchanged({int(face[Face].id): face[Looks].shape for face in (a, b)}):
            _exchange(a, b, commands)
    for face in settled:
        if all(distance(face[Face].box, o[Face].box) > NEAR for o in rows if o is not face):
            people.learn(int(face[Face].id), face[Looks].shape)


def _shape(marks: Landmarks) -> Floats:
    shape = np.empty(SIZE, np.float32)
    describe(marks.points, shape)
    return shape


def _look_at(looks: Looks, marks: Landmarks) -> None:
    """Take one picture into the running mean of a face's proportions."""
    shape = _shape(marks)
    looks.pictures[...] += 1
    looks.shape += (shape - looks.shape) / min(int(looks.pictures), SHORT_MEAN)


def _follow(heading: Heading, face: Face, now: float) -> None:
    """Take one picture into the mean velocity of a face; a new one stands."""
    centre = (face.box[:2] + face.box[2:]) / 2
    dt = now - float(heading.at)
    if 0 < dt < 1:
        part = 1 - np.exp(-dt / VELOCITY_SECONDS)
        heading.velocity += part * ((centre - heading.centre) / dt - heading.velocity)
    else:
        heading.velocity[:] = 0
    heading.centre[:], heading.at[...] = centre, now


def _name(face: Row, rows: list[Row], people: People, commands: Commands) -> None:
    """Give a face that has just settled the number of the person it shows."""
    taken = {int(other[Face].id) for other in rows if other is not face}
    number = people.recognise(int(face[Face].id), face[Looks].shape, taken)
    if number != face[Face].id:
        _rename(face, number, commands)


def _rename(face: Row, number: int, commands: Commands) -> None:
    """Give a face another number; what was learned under the old one, on `Face`, is forgotten."""
    face[Face].id[...] = number
    parts = _parts(face, Face)
    commands.remove(face.entity, Face)
    commands.insert(face.entity, parts)


def _exchange(a: Row, b: Row, commands: Commands) -> None:
    """Put two faces into each other's places; what was learned of them stays with the number."""
    marks = _parts(a, Landmarks), _parts(b, Landmarks)
    places = [(Face, name) for name in Face.columns if name != "id"]
    looks = [(component, name) for component in (Heading, Looks) for name in component.columns]
    for component, name in places + looks:
        one, other = getattr(a[component], name), getattr(b[component], name)
        one[...], other[...] = other.copy(), one.copy()
    for face, there in zip((a, b), reversed(marks), strict=True):
        commands.remove(face.entity, Landmarks)  # filters begin anew
        commands.insert(face.entity, there)


def _parts(face: Row, component: type[Component]) -> Component:
    """Return what a face holds of a component, to give it anew."""
    return component(**{name: getattr(face[component], name).copy() for name in component.columns})
