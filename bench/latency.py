"""How old a picture is when TRACK has done with it, at 30 pictures a second.

``python -m bench.latency SECONDS busy|alone`` prints the figures of one live run.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.footage import pictures
from bench.row import row
from engine import App, Res, ResMut, Stage, fresh, monotonic, run_live, system
from systems.capture.frame import Frame
from systems.defaults import face_plugin

RATE = 30
SETTLED = RATE  # frames of the first second: caches fill, the face is found
BUSY = 0.012
"""Seconds of plain Python that the busy script takes in each DRAW tick, 60 times a second."""


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return the rows of latency, alone and beside a busy user script."""
    seconds = "3" if quick else "40"
    alone, busy = (_apart(seconds, kind) for kind in ("alone", "busy"))
    limit = 1.5 * alone["compute"]
    return [
        row("latency", "p50", alone["p50"], "limit", limit, "ms"),
        row("latency", "p99", alone["p99"], "limit", limit, "ms"),
        row("latency", "p99 beside a busy script", busy["p99"], "limit", 2 * alone["p99"], "ms"),
    ]


def _apart(*words: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.latency", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


class Camera:
    """A source that shows decoded pictures over and over; the live clock paces it."""

    realtime = False

    def __init__(self, shown: list[NDArray[np.uint8]], frames: int) -> None:
        self._shown = shown
        self._frames = frames
        self._index = -1

    def read(self) -> Frame | None:
        """Return the next picture, written a moment before as by a camera."""
        self._index += 1
        if self._index == self._frames:
            return None
        picture = self._shown[self._index % len(self._shown)].copy()
        return Frame(picture, self._index / RATE, self._index)

    def close(self) -> None:
        """Nothing to close."""


class Log:
    """When each picture was captured, when TRACK began with it and when it had done, s."""

    def __init__(self) -> None:
        self.times: list[list[float]] = []


@system(Stage.CAPTURE, when=fresh(Frame))
def begin(frame: Res[Frame], log: ResMut[Log]) -> None:
    log.times.append([frame.captured_at, monotonic()])


@system(Stage.OUTPUT, when=fresh(Frame))
def end(log: ResMut[Log]) -> None:
    log.times[-1].append(monotonic())


@system(Stage.RIG)
def busy_script() -> None:
    until, sums = monotonic() + BUSY, 0
    while monotonic() < until:
        sums += sum(i * i for i in range(50))


def measure(seconds: int, *, busy: bool) -> dict[str, float]:
    """Run live and return p50 and p99 of the latency and the median of TRACK's own time, ms."""
    log = Log()
    app = App(strict=True).add(face_plugin, begin, end).insert(log)
    if busy:
        app.add(busy_script)
    run_live(app, Camera(pictures(), seconds * RATE))
    captured, began, ended = 1e3 * np.array(log.times[SETTLED:]).T
    p50, p99 = np.percentile(ended - captured, (50, 99))
    return {"p50": p50, "p99": p99, "compute": float(np.median(ended - began))}


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), busy=sys.argv[2] == "busy")))
