"""Everything at once: a clip at its own pace, tracked, drawn at 640x480 and filmed, on one machine.

``python -m bench.together SECONDS [SOUND]`` prints the figures of one live run, in which a sound,
such as the clip's own, is heard.
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
from systems.voice.heard import Heard, HeardNow
from systems.voice.mic import Mic, own_mic

SIZE = (640, 480)
SETTLED = 5.0
"""Seconds at the start that are not counted: nets warm up, the face is found."""

KEPT = 0.98
"""Share of the pictures that must be tracked."""

DRAWN = 30.0
"""Pictures to be drawn a second, at least."""

HEARD = 100.0
"""Rows of what is heard a second; a looped file may lose one or two at its seam."""

LATE = 0.11
"""Seconds from sound to shape after which a row of what is heard is late. With nothing else to do,
rows of a file of 44.1 kHz take 68 to 94 ms; one that comes a display frame later is late."""


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return the rows of everything together, without a voice and, where there is one, with it."""
    seconds, sound = "6" if quick else "60", own_mic(str(clip())).wanted
    lines = _rows("", _apart(seconds))
    return lines if sound == "none" else [*lines, *_rows("voice: ", _apart(seconds, sound))]


def _apart(*words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.together", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _rows(what: str, figures: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of one run; on which rung it ended stands with the rate."""
    rung, context = figures["rung"], ("context", None)
    lines = [
        _at_least(f"{what}tracked, rung '{rung}'", figures["tracked"], KEPT * RATE, "fps"),
        _at_least(f"{what}drawn", figures["drawn"], DRAWN, "fps"),
        row("together", f"{what}p99 capture to drawn", figures["p99"], *context, "ms"),
        row("together", f"{what}p50 capture to drawn", figures["p50"], *context, "ms"),
        row("together", f"{what}CPU, of all cores", figures["cpu"], *context, "%"),
    ]
    if "heard" in figures:
        lines += [
            _at_least(f"{what}rows heard", figures["heard"], 0.98 * HEARD, "1/s"),
            _at_least(f"{what}rows in time", figures["in_time"], 99.0, "%"),
            row("together", f"{what}p99 sound to shape", figures["told"], *context, "ms"),
        ]
    return lines


def _at_least(case: str, ours: float, limit: float, unit: str) -> dict[str, Any]:
    line = row("together", case, ours, "limit", limit, unit)
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
    heard : list of (float, float)
        s, when each row of what is heard was told, and when its sound was captured.
    """

    def __init__(self, seconds: float) -> None:
        self.from_, self.until = SETTLED, SETTLED + seconds
        self.began: float | None = None
        self.pictures: list[int] = []
        self.drawn: list[float] = []
        self.ages: list[float] = []
        self.heard: list[tuple[float, float]] = []
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


def overhear(heard: Heard, log: Log) -> None:
    """Log every row that is put into the slot."""
    put = heard.put

    def noted(now: HeardNow) -> None:
        if log.cpu[1]:
            log.heard.append((time.monotonic(), now.captured_at))
        put(now)

    heard.put = noted


def measure(seconds: float, sound: str = "none") -> dict[str, Any]:
    """Run everything for some seconds and return rates, ages (ms), CPU (%) and the rung."""
    log = Log(seconds)
    with tempfile.TemporaryDirectory() as folder:
        show = Show(headless=True, size=SIZE, film=Path(folder) / "film.mp4")
        mic = Mic(wanted=sound, loop=True)
        app = build(Launch(source="none", show=show, mic=mic, strict=True))
        app.insert(log).add(note_tracked, note_drawn)
        overhear(app.track.world.resource(Heard), log)
        run_live(app, Video(clip(), loop=True))
    cpu = time.process_time() - log.cpu[0]
    lasted = log.drawn[-1] - log.drawn[0]
    ladder = app.track.world.resource(Ladder)
    return {
        "seconds": lasted,
        "drawn": (len(log.drawn) - 1) / lasted,
        "cpu": 100 * cpu / (lasted * (os.cpu_count() or 1)),
        "rung": RUNGS[ladder.at].name,
        "why": str(ladder.why),
        **_seen(log),
        **_heard(log),
    }


def _seen(log: Log) -> dict[str, float]:
    missed = log.pictures[-1] - log.pictures[0] + 1 - len(log.pictures)
    p50, p99 = np.percentile(log.ages, (50, 99)) * 1e3
    return {
        "tracked": RATE * len(log.pictures) / (len(log.pictures) + missed),
        "dropped": 100 * missed / (len(log.pictures) + missed),
        "p50": p50,
        "p99": p99,
    }


def _heard(log: Log) -> dict[str, float]:
    """Return how many rows were told a second, and how late they were; nothing without sound."""
    if not log.heard:
        return {}
    told, captured = np.array(log.heard).T
    return {
        "heard": (len(told) - 1) / float(told[-1] - told[0]),
        "in_time": 100 * float(np.mean(told - captured <= LATE)),
        "told": 1e3 * float(np.percentile(told - captured, 99)),
    }


if __name__ == "__main__":
    print(json.dumps(measure(float(sys.argv[1]), *sys.argv[2:])))
