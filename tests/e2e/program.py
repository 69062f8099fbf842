"""The program as its users run it: in a process and a folder of its own, without a display."""

import os
import subprocess
import sys
from pathlib import Path

import cv2

ROOT = Path(__file__).parents[2]
ENGINE = (sys.executable, "-m", "engine")


def environment(**changes):
    """Return this process's environment without a display, plus `changes`."""
    kept = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    return kept | changes


def run(*words, cwd, env=None, stdin=b"", timeout=600):
    """Run `python -m engine` with these words to its end; its output comes back as text.

    `timeout` (s) ends what hangs: the slowest takes 40 s on an idle machine.
    """
    done = subprocess.run(
        [*ENGINE, *map(str, words)],
        cwd=cwd,
        env=environment() if env is None else env,
        input=stdin,
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
    return done


def succeed(*words, **options):
    """Run the program, which must end well and say nothing on standard error."""
    done = run(*words, **options)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr or done.stdout
    return done


def save(picture, path):
    """Write a BGR picture; return its path."""
    path.write_bytes(cv2.imencode(path.suffix, picture)[1].tobytes())
    return path
