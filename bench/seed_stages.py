"""The source system's stages again, on a real clip, with the detector run in every frame as there.

Its own figures are from a Jetson Nano: they are context, not a race.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.footage import clip
from bench.row import row
from engine import App, Res, ResMut, Stage, fresh, run_step, system
from systems.capture.frame import Frame
from systems.capture.video import Video
from systems.defaults import face_plugin
from systems.track.detections import Detector
from systems.track.settings import TrackSettings

STAGES = {
    "detect": "detect_in_every_frame",
    "align": "track_mesh",
    "pose": "solve_head_pose",
    "iris": "solve_gaze",
}
"""The source's stages, and the system of ours that does as much."""

SOURCE = {
    "plain": (45.5, 24.9, 48.7, 22.3, 141.4),
    "fast": (12.3, 18.1, 49.2, 22.6, 104.2),
}
"""ms of its stages and their sum: README of DLVYF. The parts of `fast` add up to 102.2."""

PEER = "source system on a Jetson Nano"


@system(Stage.DETECT, heavy=True, when=fresh(Frame))
def detect_in_every_frame(frame: Res[Frame], detector: ResMut[Detector]) -> None:
    """Detect, whether a face is followed or not."""
    detector.detect(frame.image)


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return the rows of each stage, their sum and the rate, with three levels and with two."""
    frames = 30 if quick else None
    plain, fast = _stages(frames), _stages(frames, levels=(16, 32))
    return [*_lines("plain", plain), *_lines("fast", fast)]


def _stages(frames: int | None, **settings: Any) -> list[float]:
    app = App(strict=True).insert(TrackSettings(**settings))
    app.add(detect_in_every_frame, face_plugin)
    run_step(app, Video(clip()), frames=frames)
    return [float(np.median(app.track.trace.milliseconds(name))) for name in STAGES.values()]


def _lines(way: str, stages: list[float]) -> list[dict[str, Any]]:
    names, ours, theirs = [*STAGES, "sum"], [*stages, sum(stages)], SOURCE[way]
    lines = [
        row("seed_stages", f"{way}/{name}", own, PEER, other, "ms")
        for name, own, other in zip(names, ours, theirs, strict=True)
    ]
    rate = row("seed_stages", f"{way}/fps", 1e3 / ours[-1], PEER, 1e3 / theirs[-1], "fps")
    return [*lines, rate | {"ratio": theirs[-1] / ours[-1]}]  # of a rate, more is better
