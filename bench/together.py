"""Everything at once: a clip at its own pace, tracked, drawn at 640x480 and filmed, on one machine.

``python -m bench.together SECONDS`` prints the figures of one live run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.footage import RATE, clip
from bench.row import row
from engine import Clock, Query, Read, Res, ResMut, Stage, Stop, fresh, run_live, system
from systems.avatar.show import Show
from systems.capture.frame import Frame
from systems.capture.video import Video
from systems.components import HeadPose
from systems.launch import Launch, build
from systems.track.ladder import RUNGS, Ladder

SIZE = (640, 480)
SETTLED = 5.0
"""Seconds at the start that are not counted: nets warm up, the face is found."""

KEPT = 0.98
"""Share of the pictures that must be tracked."""

DRAWN = 30.0
"""Pictures to be drawn a second, at least."""


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return the rows of everything together; on which rung it ended stands with the rate."""
    command = [sys.executable, "-m", "bench.together", "6" if quick else "60"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout.splitlines()[-1])
    return [
        _at_least(f"tracked, rung '{figures['rung']}'", figures["tracked"], KEPT * RATE),
        _at_least("drawn", figures["drawn"], DRAWN),
        row("together", "p99 capture to drawn", figures["p99"], "context", None, "ms"),
        row("together", "p50 capture to drawn", figures["p50"], "context", None, "ms"),
        row("together", "CPU, of all cores", figures["cpu"], "context", None, "%"),
    ]


def _at_least(case: str, ours: float, limit: float) -> dict[str, Any]:
    line = row("together", case, ours, "limit", limit, "fps")
    return line | {"ratio": ours / limit}


class Log:
    """What happened once the run had settled.

    Attributes
    ----------
    until : float
        s, when it ends.
    pictures : list of int
        Indices of the tracked pictures in their source.
    drawn : list of float
        s, times of the drawn frames.
    ages : list of float
        s, of the picture that a frame shows first.
    """

    def __init__(self, seconds: float) -> None:
        self.from_, self.until = SETTLED, SETTLED + seconds
        self.began: float | None = None
        self.pictures: list[int] = []
        self.drawn: list[float] = []
        self.ages: list[float] = []
        self.shown = 0.0
        self.cpu = (0.0, 0.0)

    def counts(self, now: float) -> bool:
        """Whether the run has settled; the first call says when it began."""
        if self.began is None:
            self.began = now
        if not self.cpu[1] and now - self.began >= self.from_:
            self.cpu = (time.process_time(), now)
        return now - self.began >= self.from_


@system(Stage.OUTPUT, when=fresh(Frame))
def note_tracked(frame: Res[Frame], log: ResMut[Log]) -> None:
    if log.began is not None and log.cpu[1]:
        log.pictures.append(frame.index)


@system(Stage.RENDER)
def note_drawn(
    faces: Query[Read[HeadPose]], clock: Res[Clock], log: ResMut[Log], stop: ResMut[Stop]
) -> None:
    if log.counts(clock.now):
        log.drawn.append(clock.now)
        for face in faces:
            captured_at = float(face[HeadPose].captured_at)
            if captured_at != log.shown:
                log.ages.append(time.monotonic() - captured_at)
                log.shown = captured_at
    if log.began is not None and clock.now - log.began > log.until:
        stop.ask()


def measure(seconds: float) -> dict[str, Any]:
    """Run everything for some seconds and return rates, ages (ms), CPU (%) and the rung."""
    log = Log(seconds)
    with tempfile.TemporaryDirectory() as folder:
        show = Show(headless=True, size=SIZE, film=Path(folder) / "film.mp4")
        app = build(Launch(source="none", show=show, strict=True))
        app.insert(log).add(note_tracked, note_drawn)
        run_live(app, Video(clip(), loop=True))
    cpu = time.process_time() - log.cpu[0]
    lasted = log.drawn[-1] - log.drawn[0]
    missed = log.pictures[-1] - log.pictures[0] + 1 - len(log.pictures)
    p50, p99 = np.percentile(log.ages, (50, 99)) * 1e3
    ladder = app.track.world.resource(Ladder)
    return {
        "seconds": lasted,
        "tracked": RATE * len(log.pictures) / (len(log.pictures) + missed),
        "dropped": 100 * missed / (len(log.pictures) + missed),
        "drawn": (len(log.drawn) - 1) / lasted,
        "p50": p50,
        "p99": p99,
        "cpu": 100 * cpu / (lasted * (os.cpu_count() or 1)),
        "rung": RUNGS[ladder.at].name,
        "why": str(ladder.why),
    }


if __name__ == "__main__":
    print(json.dumps(measure(float(sys.argv[1]))))
