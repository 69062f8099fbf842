"""Ends from outside: whatever was being written can be read."""

import signal
import sys
import time
from subprocess import PIPE, Popen

import av
import pytest

from tests.e2e.program import ENGINE, environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")

SAYS_WHEN = """
from pathlib import Path
from engine import Clock, Res, Stage, system

@system(Stage.{stage})
def say_when(clock: Res[Clock]) -> None:
    if clock.tick == 10:
        Path("begun").touch()
"""

BEFORE = (
    "import signal, runpy; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "signal.signal(signal.SIGHUP, signal.SIG_DFL); "
)


def start(*words, cwd, **streams):
    """Start the program with signals as in a terminal; background jobs and nohup ignore some."""
    code = f"{BEFORE}runpy.run_module('engine', run_name='__main__')"
    command = [ENGINE[0], "-c", code, *map(str, words)]
    return Popen(command, cwd=cwd, env=environment(), **streams)


def wait_for(file):
    limit = time.monotonic() + 300
    while not file.exists():
        assert time.monotonic() < limit, f"{file} was never written"
        time.sleep(0.05)


def saying_when(place, stage):
    """Write a script that makes the file ``begun`` at the tenth tick; return its path."""
    script = place / "says_when.py"
    script.write_text(SAYS_WHEN.format(stage=stage))
    return script


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_film_can_be_played_however_its_run_was_told_to_end(tmp_path, name):
    words = ("--source", "none", "--headless", "--clock", "step", "--window", "64x64")
    script = saying_when(tmp_path, "RENDER")
    with start(*words, "--record", "film.mp4", "--script", script, cwd=tmp_path) as process:
        wait_for(tmp_path / "begun")
        process.send_signal(getattr(signal, name))
        process.wait(timeout=120)
    assert process.returncode == 0
    with av.open(str(tmp_path / "film.mp4")) as film:
        assert sum(1 for _ in film.decode(video=0)) >= 10


def test_a_run_whose_pipe_is_silent_ends_without_a_crash(tmp_path):
    words = ("record", "--source", "-", "--raw", "64x64xrgb24", "session")
    script, pipes = saying_when(tmp_path, "OUTPUT"), {"stdin": PIPE, "stderr": PIPE}
    with start(*words, "--script", script, cwd=tmp_path, **pipes) as process:
        process.stdin.write(bytes(64 * 64 * 3))
        process.stdin.flush()
        wait_for(tmp_path / "begun")
        process.send_signal(signal.SIGINT)
        process.wait(timeout=120)
        assert (process.returncode, process.stderr.read()) == (0, b"")
