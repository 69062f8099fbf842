"""Photographs: each is seen for itself, whatever lay before it in the folder."""

from __future__ import annotations

from engine import Commands, Query, Read, ResMut, Stage, fresh, system
from systems.capture.frame import Frame
from systems.components import Face
from systems.track.people import People


@system(Stage.CAPTURE, when=fresh(Frame))
def forget_faces(
    faces: Query[Read[Face]],
    people: ResMut[People],
    commands: Commands,
) -> None:
    """Follow nobody from one photograph to the next; the faces of each are numbered from 0."""
    for face in faces:
        commands.despawn(face.entity)
    people.forget()
