"""Runs the tracker over a source and concludes a profile from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from engine import App, Source, run_live, run_step
from engine.errors import DataError, DeviceError
from engine.record import SessionSource
from ext import warm_up
from systems.capture.actor import Actor
from systems.capture.performance import LENGTH
from systems.capture.sources import CaptureOptions, open_source
from systems.defaults import face_plugin
from systems.solve.calibration.conclude import of_parts, of_whole
from systems.solve.calibration.lesson import WHOLE, Lesson, take_lesson
from systems.solve.calibration.measures import MeshRuler, measure_mesh
from systems.solve.calibration.profile import Profile
from systems.solve.calibration.prompts import Director, unseen
from systems.solve.calibration.stills import NEUTRAL, Stills, is_picture_set
from systems.solve.canonical import read_canonical_face
from systems.track.settings import TrackSettings
from systems.track.store import Store

Say = Callable[[str], object]
Ring = Callable[[], object]

LEAST: int = 10
"""Frontal pictures of a video, or of a live neutral, from which something can be learned."""


def teach(
    spec: str,
    capture: CaptureOptions,
    say: Say,
    ring: Ring,
    models: Mapping[str, Path] | None = None,
) -> Profile:
    """Learn a profile from a camera, with prompts; from a folder with a neutral; or from a video.

    Parameters
    ----------
    spec : str
        As in ``--source``.
    capture : CaptureOptions
    say : function of str
        Shows prompts and notes.
    ring : function
        Calls somebody whose eyes are shut.
    models : dict of str to Path, optional
        Nets of the user's own by role, as in `TrackSettings`.

    Raises
    ------
    DataError
        If the face, or its neutral, was not seen well enough.
    DeviceError
        If it is to be any camera and there is none.
    ModelError
        If a net cannot serve.
    """
    app = App().insert(TrackSettings(thorough=True, models=models or {}))
    if is_picture_set(Path(spec)):
        return _from_stills(app, Stills(Path(spec)), spec, say)
    source = open_source(spec, capture)
    if source is None:
        msg = f"there is nothing to calibrate from in {spec}"
        raise DataError(msg, fix="give a camera, a video, or a folder with neutral.jpg")
    if isinstance(source, SessionSource):
        msg = f"{spec} is a session: it holds no pictures to learn from"
        raise DataError(msg, fix="give the video that it was recorded from")
    if spec == "auto" and isinstance(source, Actor):
        msg = "there is no camera to calibrate from"
        raise DeviceError(msg, fix="connect one, or give a video or a picture")
    say(f"source: {source}")
    try:
        if source.realtime:
            return _from_camera(app, source, spec, say, ring)
        return _from_video(app, source, spec)
    finally:
        source.close()


def _from_stills(app: App, stills: Stills, spec: str, say: Say) -> Profile:
    say(f"source: {stills}")
    if stills.passed_over:
        say(f"not named by a shape, passed over: {', '.join(stills.passed_over)}")
    lesson = Lesson(lambda frame, _: stills.part_of(frame), turned=True)
    run_step(_taught(app, lesson), stills)
    for part in stills.parts:
        if part not in lesson.seen:
            msg = f"there is no face in the picture '{part}' of {spec}"
            raise DataError(msg, fix="give a picture of one face, seen from the front")
    neutral = lesson.seen.pop(NEUTRAL)
    return of_parts(neutral, lesson.seen, f"calibrate {spec}")


def _from_video(app: App, source: Source, spec: str) -> Profile:
    lesson = Lesson()
    # The actor performs without end.
    frames = round(LENGTH * source.rate) if isinstance(source, Actor) else None
    run_step(_taught(app, lesson), source, frames=frames)
    _require(lesson, WHOLE, spec)
    return of_whole(lesson.seen[WHOLE], f"calibrate {spec}")


def _from_camera(app: App, source: Source, spec: str, say: Say, ring: Ring) -> Profile:
    # Who is told to look at the camera faces it as far as the desk allows.
    lesson = Lesson(Director(say, ring, app.stop.ask).part_of, turned=True)
    run_live(_taught(app, lesson), source)
    _require(lesson, NEUTRAL, spec)
    if missed := unseen(lesson.seen):
        say(f"not seen: {', '.join(missed)}; their ranges stay as they are without a profile")
    neutral = lesson.seen.pop(NEUTRAL)
    return of_parts(neutral, lesson.seen, f"calibrate {spec}")


def _require(lesson: Lesson, part: str, spec: str) -> None:
    count = len(lesson.seen.get(part, ()))
    if count < LEAST:
        msg = (
            f"{spec} shows a face in {count} pictures that can be learned from; {LEAST} are needed"
        )
        raise DataError(msg, fix="face the camera, in more light, and try again")


def _taught(app: App, lesson: Lesson) -> App:
    warm_up()
    app.insert(lesson)
    app.insert(MeshRuler(read_canonical_face(Store().path("face_landmarker"))))
    app.add(face_plugin, measure_mesh, take_lesson)
    return app
