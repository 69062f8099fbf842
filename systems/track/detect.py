"""The DETECT stage: look for faces while fewer are followed than wanted."""

from __future__ import annotations

from typing import Final

from engine import Commands, Mut, Query, Read, Res, ResMut, Row, Stage, With, Without, fresh, system
from systems.capture.frame import Frame
from systems.components import Face, Landmarks
from systems.track.detections import Detections, Detector
from systems.track.identity import MEMORY, RETURNED, SAME, Box, expected, nearest
from systems.track.people import Heading, People
from systems.track.settings import TrackSettings

LOST_EVERY: Final = 3
"""Pictures between looks while a face lost a moment ago may come back beside others."""

Followed = Query[Mut[Face], With[Landmarks]]
Lost = Query[Mut[Face], Read[Heading], Without[Landmarks]]


@system(Stage.DETECT, heavy=True, when=fresh(Frame))
def detect_faces(
    followed: Followed,
    lost: Lost,
    frame: Res[Frame],
    detector: ResMut[Detector],
    people: ResMut[People],
    settings: Res[TrackSettings],
    commands: Commands,
) -> None:
    """Find new faces and lost ones, and let go of those nobody knows who are lost for long.

    Nothing is looked for while all wanted faces are followed; while some are, only now and then,
    somewhat oftener after a loss.
    """
    wanted = settings.faces - len(followed)
    missing = [face for face in lost if frame.captured_at - face[Face].seen_at <= MEMORY]
    every = 1 if settings.mediapipe or not len(followed) else settings.look_every
    every = min(every, LOST_EVERY) if missing else every
    if wanted > 0 and people.look_now(every):
        found = detector.detect(frame.image, _length(missing))
        new = _unknown(found, followed, steer=settings.mediapipe)[:wanted]
        _begin(found, new, missing, frame.captured_at, people, commands)
    _forget(lost, frame.captured_at, people, commands)


def _unknown(found: Detections, followed: Followed, *, steer: bool) -> list[int]:
    """Return the detections that no track is on; MediaPipe lets the others steer their tracks."""
    boxes = {face.entity: face[Face].box for face in followed}
    unknown = []
    for index, box in enumerate(found.boxes):
        entity = nearest(box, boxes, SAME)
        face = None if entity is None else followed.get(entity)
        if face is None:
            unknown.append(index)
        elif steer:
            face[Face].roi[...] = found.rois[index]
    return unknown


def _length(missing: list[Row]) -> float:
    """Return the length of the smallest face that may come back, px; 0 where none may."""
    boxes = [face[Face].box for face in missing]
    return min((float((box[2:] - box[:2]).max()) for box in boxes), default=0.0)


def _begin(
    found: Detections,
    new: list[int],
    missing: list[Row],
    now: float,
    people: People,
    commands: Commands,
) -> None:
    """Follow detections: under the number of a face that was lost near there, else a new one."""
    lost = {face.entity: face for face in missing}
    places = {entity: face[Face].box for entity, face in lost.items()}
    ahead = {entity: _ahead(face, now) for entity, face in lost.items()}
    for index in new:
        box, roi, score = found.boxes[index], found.rois[index], found.scores[index]
        entity = nearest(box, ahead, RETURNED)
        entity = nearest(box, places, RETURNED) if entity is None else entity
        if entity is None:
            number = people.number()
            commands.spawn(Face(id=number, score=score, box=box, roi=roi, seen_at=now), Landmarks)
            continue
        del places[entity], ahead[entity]
        who = lost[entity][Face]
        who.box[...], who.roi[...], who.score[...] = box, roi, score
        who.seen_at[...] = now
        commands.insert(entity, Landmarks)


def _ahead(face: Row, now: float) -> Box:
    """Return where a lost face is if it has gone on."""
    return expected(face[Face].box, face[Heading].velocity, now - float(face[Face].seen_at))


def _forget(lost: Lost, now: float, people: People, commands: Commands) -> None:
    """Let go of those lost for long; who is known sleeps, with all that was learned."""
    for face in lost:
        if now - face[Face].seen_at > MEMORY and not people.knows(int(face[Face].id)):
            commands.despawn(face.entity)
