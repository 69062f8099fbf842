"""MediaPipe's FaceLandmarker beside us, on the same pictures, in the venv of `make peers`."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.errors import BunrakuError
from systems.capture.frame import Image
from systems.capture.performance import LOOK
from systems.learn.evaluation.landmarker_program import FLOATS
from systems.learn.evaluation.look import direction
from systems.learn.evaluation.scene import RATE
from systems.learn.evaluation.seen import Notes, Seen
from systems.topology import SHAPE
from systems.track.store import Store

INTERPRETER: Final = (
    Path(__file__).parents[3] / ".venv-peers" / ("Scripts" if os.name == "nt" else "bin") / "python"
)

CENTIMETRE: Final = 0.01

Floats = NDArray[np.float64]


class Landmarker:
    """A running FaceLandmarker, in video mode.

    It has no gaze of its own: where it looks is told by its eyeLook shapes, each 1 at the angle of
    `performance.LOOK`, as avatars take them. It numbers faces by their place in its list.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._notes = Notes()
        self._waiting: list[float] = []

    def beside(
        self, pictures: Iterator[Image], *, faces: int = 1, rate: float = RATE
    ) -> Iterator[Image]:
        """Yield pictures and let it see each of them too, meanwhile; then ask `seen`."""
        self._notes, self._waiting = Notes(), []
        self._write(np.array([0, 0, 0, faces], np.int64).tobytes())
        for index, picture in enumerate(pictures):
            self._listen()
            milliseconds = round(1000 * index / rate)
            self._write(np.array([*picture.shape[:2], milliseconds, 0], np.int64).tobytes())
            self._write(np.ascontiguousarray(picture).data)
            self._waiting.append(index / rate)
            yield picture
        self._listen()

    def seen(self) -> Seen:
        """Return what it saw of the last pictures."""
        return self._notes.seen()

    def _listen(self) -> None:
        """Take the answer that is due, if there is one."""
        if self._waiting:
            (count,) = np.frombuffer(self._read(8), np.int64).tolist()
            rows = np.frombuffer(self._read(count * FLOATS * 8)).reshape(count, FLOATS)
            people = {number: row[-2:] for number, row in enumerate(rows)}
            self._notes.add(self._waiting.pop(), _understood(rows[0]) if count else None, people)

    def _write(self, data: bytes | memoryview) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(data)
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise _ended() from error

    def _read(self, size: int) -> bytes:
        assert self._process.stdout is not None
        data = self._process.stdout.read(size)
        if len(data) < size:
            raise _ended()
        return data


@contextmanager
def landmarker() -> Iterator[Landmarker | None]:
    """Run FaceLandmarker; None where `make peers` has not been run.

    Raises
    ------
    ModelError
        If the face model is not there and cannot be installed.
    """
    if not INTERPRETER.exists():
        yield None
        return
    program = Path(__file__).with_name("landmarker_program.py")
    with subprocess.Popen(
        [INTERPRETER, program, Store().path("face_landmarker")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield Landmarker(process)
        finally:
            process.kill()


def _understood(row: Floats) -> dict[str, Any]:
    """Return one face's answer in our conventions; it does not know tongueOut."""
    shapes, matrix = np.append(row[:51], np.nan), row[51:67].reshape(4, 4)
    return {
        "rotation": matrix[:3, :3],
        "translation": matrix[:3, 3] * CENTIMETRE,
        "gaze": direction(looked(shapes)[None])[0],
        "shapes": shapes,
        "eyes": row[67:],
    }


def looked(shapes: Floats) -> Floats:
    """Return the angles aside and down, (2,) rad, that eyeLook shapes (52,) stand for."""
    value = {name: float(shapes[SHAPE[f"eyeLook{name}"]]) for name in LOOKS}
    left = (value["OutLeft"] - value["InLeft"], value["DownLeft"] - value["UpLeft"])
    right = (value["InRight"] - value["OutRight"], value["DownRight"] - value["UpRight"])
    return np.asarray(LOOK * np.add(left, right) / 2)


LOOKS: Final = [f"{way}{side}" for side in ("Left", "Right") for way in ("In", "Out", "Up", "Down")]


def _ended() -> BunrakuError:
    msg = f"FaceLandmarker, run by {INTERPRETER}, has ended"
    return BunrakuError(msg, fix="make peers again, or remove that folder to go without it")
