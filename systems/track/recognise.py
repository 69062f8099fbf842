"""The end of the ALIGN stage: people keep their numbers when they cross, go and come back."""

from __future__ import annotations

import math
from collections.abc import Collection
from itertools import combinations
from typing import Final

import numpy as np

from engine import (
    Array,
    Commands,
    Component,
    Mut,
    Query,
    Read,
    Res,
    ResMut,
    Row,
    Stage,
    Without,
    fresh,
    system,
)
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

PLACE: Final = tuple(name for name in Face.columns if name != "id")
"""What of a face is where it is, and not who it is."""

Sleeping = Query[Mut[Face], Without[Landmarks]]
"""Those who are out of sight, each with what was learned of them."""


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
        marks = face[Landmarks]
        if face.entity not in scene.cut_off or marks.captured_at != frame.captured_at:
            continue
        scene.cut_off.discard(face.entity)
        if people.stranger(int(face[Face].id), _shape(marks)):
            _replace(face, people.number(), None, people, commands)


@system(Stage.ALIGN, when=fresh(Frame))
def recognise_people(
    faces: Query[Mut[Face], Read[Landmarks], Mut[Looks], Mut[Heading]],
    sleeping: Sleeping,
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
    asleep = {number: face for face in sleeping if people.knows(number := int(face[Face].id))}
    taken = {int(face[Face].id) for face in faces}
    alone = sum(int(face[Looks].pictures == 1) for face in rows) == 1
    for face in rows.copy():
        number = _name(face, asleep if alone else {}, taken, people)
        if number != face[Face].id:
            taken.add(number)
            _replace(face, number, asleep.pop(number, None), people, commands)
            rows.remove(face)
    settled = [face for face in rows if face[Looks].pictures >= SETTLED]
    for a, b in combinations(settled, 2):
        if people.exchanged({int(face[Face].id): face[Looks].shape for face in (a, b)}):
            _exchange(a, b, commands)
            break  # a third would be given what `a` was before
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


def _name(face: Row, asleep: Collection[int], taken: Collection[int], people: People) -> int:
    """Return the number of the person whom a face shows.

    Who is found alone while one known person is out of sight is that one, by the first picture
    already, unless it shows a stranger; everybody is named once the mean of some pictures is known.
    """
    number, looks = int(face[Face].id), face[Looks]
    if looks.pictures == 1 and len(asleep) == 1 and not people.knows(number):
        (known,) = asleep
        if people.stranger(known, looks.shape):
            return number
        people.guessed.add(known)
        return known
    if looks.pictures != SETTLED:
        return number
    guessed = number in people.guessed
    people.guessed.discard(number)
    if guessed and people.stranger(number, looks.shape):
        return people.number()
    return people.recognise(number, looks.shape, taken)


def _replace(
    face: Row, number: int, sleeper: Row | None, people: People, commands: Commands
) -> None:
    """Let somebody else be where a face is: who sleeps, or a new face.

    Who had been taken to be there goes to sleep, and is not looked for there.
    """
    who, marks = _parts(face, Face), Landmarks(**_parts(face, Landmarks))
    if sleeper is None:
        commands.spawn(Face(**who | {"id": number}), marks)
    else:
        for name in PLACE:
            getattr(sleeper[Face], name)[...] = who[name]
        commands.insert(sleeper.entity, marks)
    if people.knows(int(face[Face].id)):
        commands.remove(face.entity, Landmarks)
        face[Face].seen_at[...] = -math.inf
    else:
        commands.despawn(face.entity)


def _exchange(a: Row, b: Row, commands: Commands) -> None:
    """Put two faces into each other's places; what was learned of them stays with the number."""
    marks = _parts(a, Landmarks), _parts(b, Landmarks)
    looks = [(component, name) for component in (Heading, Looks) for name in component.columns]
    for component, name in [*((Face, name) for name in PLACE), *looks]:
        one, other = getattr(a[component], name), getattr(b[component], name)
        one[...], other[...] = other.copy(), one.copy()
    for face, there in zip((a, b), reversed(marks), strict=True):
        commands.remove(face.entity, Landmarks)  # filters begin anew
        commands.insert(face.entity, Landmarks(**there))


def _parts(face: Row, component: type[Component]) -> dict[str, Array]:
    """Return what a face holds of a component, to give it anew."""
    return {name: getattr(face[component], name).copy() for name in component.columns}
