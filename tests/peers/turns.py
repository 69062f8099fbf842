"""Takes turns with FaceLandmarker, picture by picture, so that both meet the same machine.

    python -m tests.peers.turns CLIP FOLDER PRESET THREADS

writes ``ours.npz`` and, for the mediapipe preset, ``theirs.npz``. Each side has a process of its
own, as it has in use: a test run's large heap would slow one and not the other.
Pictures are decoded beforehand: decoding between our turns would cool our caches and not theirs.
Each side gets its picture as a camera would give it, written a moment before.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import av
import numpy as np
import pytest

from engine import App, Query, Read, Stage, run_step, system
from systems.capture.frame import Frame
from systems.components import Blendshapes, FaceTransform, Landmarks
from systems.solve.canonical import read_canonical_face
from systems.solve.procrustes import MetricFit
from systems.solve.stage import solve_face_transform
from systems.track.settings import TrackSettings
from systems.track.stage import plugin as track
from systems.track.store import Store

REPOSITORY = Path(__file__).parents[2]
INTERPRETER = REPOSITORY / ".venv-peers" / ("Scripts" if os.name == "nt" else "bin") / "python"
RATE = 30000 / 1001


def decoded(clip):
    """Return a clip's pictures, BGR."""
    with av.open(str(clip)) as container:
        return [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]


class Turns:
    """A source that lets the peer do each picture before it hands it to us.

    It notes what we used between two reads: the tracker's own time and the engine's.
    """

    realtime = False

    def __init__(self, pictures, peer=None):
        self._pictures = enumerate(pictures)
        self._buffer = np.empty_like(pictures[0])
        self._peer = peer
        self._began = None
        self.cpu, self.wall = [], []

    def read(self):
        if self._began is not None:
            self.cpu.append(time.process_time() - self._began[0])
            self.wall.append(time.perf_counter() - self._began[1])
        index, picture = next(self._pictures, (0, None))
        if picture is None:
            return None
        milliseconds = round(1000 * index / RATE)
        if self._peer is not None:
            self._peer_does(picture, milliseconds)
        self._buffer[...] = picture
        self._began = time.process_time(), time.perf_counter()
        return Frame(self._buffer, milliseconds / 1000, index)

    def close(self):
        pass

    def _peer_does(self, picture, milliseconds):
        header = np.array([*picture.shape[:2], milliseconds], np.int64)
        self._peer.stdin.write(header.data)
        self._peer.stdin.write(picture.data)
        self._peer.stdin.flush()
        while self._peer.stdout.readline() != b"done\n":
            assert self._peer.poll() is None, "the peer ended early"


def run_ours(source, **settings):
    """Do for a source the work that the peer does; return what it gives too, and our times."""
    rows = []
    app = App(strict=True).insert(TrackSettings(**settings))
    app.insert(MetricFit(read_canonical_face(Store().path("face_landmarker"))))
    app.add(track, solve_face_transform)

    @system(Stage.SMOOTH)
    def note(faces: Query[Read[Landmarks], Read[Blendshapes], Read[FaceTransform]]) -> None:
        for face in faces:
            shapes = face[Blendshapes].weights[:51]
            rows.append([face[Landmarks].points, shapes, face[FaceTransform].matrix])
            rows[-1] = [column.copy() for column in rows[-1]]

    run_step(app.add(note), source)
    points, shapes, matrices = (np.array(column) for column in zip(*rows, strict=True))
    times = {"cpu": np.array(source.cpu), "wall": np.array(source.wall)}
    return {"points": points, "shapes": shapes, "matrices": matrices, **times}


def run_beside_peer(pictures, folder, threads):
    """Run the peer and us in turns; return ours, leave theirs in the folder."""
    script = Path(__file__).with_name("face_landmarker.py")
    command = [INTERPRETER, script, Store().path("face_landmarker"), folder / "theirs.npz"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    peer = subprocess.Popen(command, **pipes)
    ours = run_ours(Turns(pictures, peer), preset="mediapipe", threads=threads)
    peer.communicate(timeout=300)
    assert peer.returncode == 0, "the peer failed"
    return ours


def main(clip, folder, preset, threads):
    pictures, folder, threads = decoded(clip), Path(folder), int(threads)
    if preset == "mediapipe":
        ours = run_beside_peer(pictures, folder, threads)
    else:
        ours = run_ours(Turns(pictures), preset=preset, threads=threads)
    np.savez(folder / "ours.npz", **ours)


def run(clip, folder, *, preset="mediapipe", threads=1):
    """Run `main` in a fresh process; return theirs (empty but for mediapipe's preset) and ours."""
    if preset == "mediapipe" and not INTERPRETER.exists():
        pytest.skip("needs the peers' venv: make peers")
    command = [sys.executable, "-m", "tests.peers.turns", clip, folder, preset, str(threads)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return loaded(folder / "theirs.npz"), loaded(folder / "ours.npz")


def loaded(path):
    if not path.exists():
        return {}
    with np.load(path) as arrays:
        return dict(arrays)


if __name__ == "__main__":
    main(*sys.argv[1:])
