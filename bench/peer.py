"""The programs of `make peers`, in a process of their own or in ours."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOME = Path(__file__).parents[1] / ".venv-peers"
INTERPRETER = HOME / ("Scripts" if os.name == "nt" else "bin") / "python"
MISSING = "not measured: make peers"


class Peer:
    """A program that answers each line with the seconds its turn took."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def turn(self) -> float:
        """Let the peer do its work once; return what it took, s."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())


@contextmanager
def started(script: str, *words: str) -> Iterator[Peer | None]:
    """Run a script of this folder as a peer; None where `make peers` has not been run."""
    if not INTERPRETER.exists():
        yield None
        return
    command = [str(INTERPRETER), str(Path(__file__).with_name(script)), *words]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as process:
        yield Peer(process)
        process.stdin.close()


def share_packages() -> bool:
    """Let this process import the peers' packages where it lacks them; tell whether they exist.

    What both have, numpy and OpenCV among them, stays ours.
    """
    sys.path.append(sysconfig.get_path("purelib", "venv", {"base": str(HOME)}))
    return INTERPRETER.exists()
