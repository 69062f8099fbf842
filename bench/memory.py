"""Peak of resident memory, each program in a process of its own, which reports it at its end.

Ours decodes the clip as well; FaceLandmarker gets its pictures through a pipe.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from bench.footage import clip, pictures
from bench.peer import INTERPRETER, MISSING
from bench.row import row
from systems.track.store import Store

EMBEDDED_LIMIT = 500.0
"""MB."""

PICTURES = 30

RUN = """
import atexit, runpy, sys
atexit.register(lambda: print(open("/proc/self/status").read()))
run = runpy.run_path if sys.argv[1].endswith(".py") else runpy.run_module
sys.argv = sys.argv[1:]
run(sys.argv[0], run_name="__main__")
"""


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return the rows of memory; none where the system does not tell, which is not on Linux."""
    if sys.platform != "linux":
        return []
    lines = [row("memory", "embedded", _ours("embedded"), "limit", EMBEDDED_LIMIT, "MB")]
    if quick:
        return lines
    peer = ("FaceLandmarker", _theirs()) if INTERPRETER.exists() else (MISSING, None)
    return [*lines, row("memory", "desktop", _ours("desktop"), *peer, "MB")]


def _ours(profile: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        table = str(Path(folder) / "out.npz")
        words = ["engine", "track", str(clip()), "--out", table, "--profile", profile]
        return _peak(sys.executable, *words, "--frames", str(PICTURES))


def _theirs() -> float:
    script = Path(__file__).parents[1] / "tests" / "peers" / "face_landmarker.py"
    with tempfile.TemporaryDirectory() as folder:
        words = [str(script), str(Store().path("face_landmarker")), str(Path(folder) / "out.npz")]
        return _peak(str(INTERPRETER), *words, pipe=b"".join(_piped()))


def _piped() -> list[bytes]:
    """Return pictures as the script reads them: height, width and time (ms), then BGR bytes."""
    shown = enumerate(pictures(PICTURES))
    return [np.array([*p.shape[:2], 33 * i], np.int64).tobytes() + p.tobytes() for i, p in shown]


def _peak(interpreter: str, *words: str, pipe: bytes = b"") -> float:
    """Return the peak of a program's resident memory, MB."""
    command = [interpreter, "-c", RUN, *words]
    done = subprocess.run(command, input=pipe, capture_output=True, check=True)
    peak = next(line for line in done.stdout.splitlines() if line.startswith(b"VmHWM"))
    return int(peak.split()[1]) * 1024 / 1e6
