"""TRACK frame by frame beside MediaPipe's FaceLandmarker, and where our own time goes.

``python -m bench.tracker THREADS FRAMES`` prints rows as JSON: each count of threads gets a process
that nothing else has used, and in it both sides take turns.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.ecs import frame_without_work
from bench.footage import RATE, clip, pictures
from bench.peer import MISSING, share_packages
from bench.row import medians, row
from engine import App, ClockKind
from systems.capture.frame import Frame
from systems.defaults import face_plugin
from systems.solve.canonical import read_canonical_face
from systems.solve.procrustes import MetricFit
from systems.solve.stage import solve_face_transform
from systems.track import mesh
from systems.track.blendshapes import BlendshapeNet
from systems.track.mesh import Mesh
from systems.track.runtimes import Net
from systems.track.settings import TrackSettings
from systems.track.stage import plugin as track_plugin
from systems.track.store import Store

Image = NDArray[np.uint8]

SETTLED = 20
"""Frames after which the face is followed and caches are as they will be."""


class Cost(NamedTuple):
    """What one frame took, ms."""

    cpu: float
    wall: float


Turn = Callable[[int, Image], Cost]


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return the rows of whole frames, of the one-thread and the two-thread arrangement."""
    frames = "60" if quick else "450"
    return [line for threads in "12" for line in _apart(threads, frames)]


def _apart(*words: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "bench.tracker", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return lines


def main(threads: int, frames: int) -> None:
    """Measure one arrangement and print its rows."""
    clips = pictures()
    shown = [clips[i % len(clips)] for i in range(frames)]
    theirs = face_landmarker() if share_packages() else None
    lines = _beside_peer(same_work(threads), theirs, shown, threads)
    lines += _split(shown, threads)
    print(json.dumps(lines))


def _beside_peer(
    ours: Turn, theirs: Turn | None, shown: list[Image], threads: int
) -> list[dict[str, Any]]:
    bench, clock = (("track_cpu", 0), ("track_wall", 1))[threads - 1]
    case, peer = clip().stem, "FaceLandmarker"
    if theirs is None:
        own = _median(ours(i, picture) for i, picture in enumerate(shown))[clock]
        return [row(bench, case, own, f"{peer}, {MISSING}", None, "ms")]
    turns = [(theirs(i, picture), ours(i, picture)) for i, picture in enumerate(shown)]
    taking_turns = [_median(side)[clock] for side in zip(*turns, strict=True)]
    later = list(enumerate(shown, start=len(shown)))
    alone = [_median(side(i, picture) for i, picture in later)[clock] for side in (theirs, ours)]
    return [
        row(bench, name, own, peer, other, "ms")
        for name, (other, own) in ((case, taking_turns), (f"{case}, back to back", alone))
    ]


def _median(costs: Iterable[Cost]) -> Cost:
    settled = list(costs)[SETTLED:]
    return Cost(*(statistics.median(column) for column in zip(*settled, strict=True)))


def face_landmarker() -> Turn:
    """Return MediaPipe's turn: RGB pictures, converted beforehand, in VIDEO mode."""
    from tests.peers.face_landmarker import mp, open_landmarker

    landmarker = open_landmarker(str(Store().path("face_landmarker")))

    def turn(index: int, picture: Image) -> Cost:
        rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
        image = mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb)
        return _cost(lambda: landmarker.detect_for_video(image, round(1000 * index / RATE)))

    return turn


def same_work(threads: int) -> Turn:
    """Return our turn at what FaceLandmarker does: smoothed mesh, shapes and metric transform."""
    app = App(strict=True).insert(TrackSettings(preset="mediapipe", threads=threads))
    app.insert(MetricFit(read_canonical_face(Store().path("face_landmarker"))))
    # Two threads as in a live run: the blendshape net beside the transform.
    clock = ClockKind.LIVE if threads > 1 else ClockKind.STEP
    return _turn_of(app.add(track_plugin, solve_face_transform), clock)


def _turn_of(app: App, clock: ClockKind = ClockKind.STEP) -> Turn:
    app.track.start(clock, app.quarantine, strict=True)
    buffer: list[Image] = []

    def turn(index: int, picture: Image) -> Cost:
        if not buffer:
            buffer.append(np.empty_like(picture))
        np.copyto(buffer[0], picture)  # written a moment before, as by a camera
        frame = Frame(buffer[0], index / RATE, index)
        return _cost(lambda: _tick(app, frame))

    return turn


def _tick(app: App, frame: Frame) -> None:
    app.track.world.insert(frame)
    app.track.tick(frame.captured_at)


def _cost(call: Callable[[], object]) -> Cost:
    cpu, wall = time.process_time(), time.perf_counter()
    call()
    return Cost(1e3 * (time.process_time() - cpu), 1e3 * (time.perf_counter() - wall))


class Stopwatch:
    """Adds up what wrapped calls take, ms."""

    def __init__(self) -> None:
        self.spent = 0.0

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the same function, timed."""

        def timed(*arguments: Any) -> Any:
            began = time.perf_counter()
            result = function(*arguments)
            self.spent += 1e3 * (time.perf_counter() - began)
            return result

        return timed

    def lap(self) -> float:
        """Return what has been spent since the last lap."""
        spent, self.spent = self.spent, 0.0
        return spent


class TimedNet:
    """A net whose runs are timed."""

    def __init__(self, net: Net, watch: Stopwatch) -> None:
        self.input = net.input
        self.run = watch.around(net.run)


def _split(shown: list[Image], threads: int) -> list[dict[str, Any]]:
    """Return what everything but the nets takes with the default preset, and its parts."""
    nets, crop = Stopwatch(), Stopwatch()
    app = App(strict=True).insert(TrackSettings(threads=threads)).add(face_plugin)
    face_mesh, shapes = (app.track.world.resource(kind) for kind in (Mesh, BlendshapeNet))
    app.insert(Mesh(TimedNet(face_mesh._net, nets)))
    app.insert(BlendshapeNet(TimedNet(shapes._net, nets)))
    mesh.affine_crop = crop.around(mesh.affine_crop)
    turn, laps = _turn_of(app), []
    for index, picture in enumerate(shown):
        laps.append((turn(index, picture).wall, nets.lap(), crop.lap()))
    whole, inference, cropping = (statistics.median(c) for c in zip(*laps[SETTLED:], strict=True))
    glue = statistics.median(total - net for total, net, _ in laps[SETTLED:])
    ecs = 1e3 * medians({"": frame_without_work()}, SETTLED)[""]
    parts = {"nets": inference, "crop": cropping, "solve": glue - cropping - ecs, "ECS": ecs}
    arrangement = f"{threads} thread" + "s" * (threads > 1)
    return [
        row("glue", arrangement, glue, "limit", 1.2, "ms"),
        *(
            row("track_split", f"{part}, {arrangement}", ms, "whole frame", whole, "ms")
            for part, ms in parts.items()
        ),
    ]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
