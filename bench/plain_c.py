"""Compiles ``twins.c`` with the flags of our own kernels, as one more build of some of them."""

from __future__ import annotations

import ctypes
import subprocess
import sysconfig
import tempfile
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np

SOURCE = Path(__file__).with_name("twins.c")
FLAGS = ("-O3", "-ffp-contract=off", "-shared", "-fPIC")


def build(name: str, twin: str, *arguments: np.ndarray | float | int) -> dict[str, object]:
    """Return ``{"C": kernel}``, whose function `name` is one of ``twins.c``; nothing without `cc`.

    It takes the place of the Cython kernel under the public function. Addresses are taken now, so
    that a call costs little more than the loop.
    """
    library = _library()
    if library is None:
        return {}
    function = library[twin]
    function.restype = ctypes.c_ssize_t
    words = [_word(argument) for argument in arguments]

    def call(*_: object, _alive: object = arguments) -> int:
        return function(*words)

    return {"C": SimpleNamespace(**{name: call})}


def _word(argument: np.ndarray | float | int) -> object:
    if isinstance(argument, np.ndarray):
        return ctypes.c_void_p(argument.ctypes.data)
    return ctypes.c_float(argument) if isinstance(argument, float) else ctypes.c_ssize_t(argument)


@cache
def _library() -> ctypes.CDLL | None:
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        target = Path(folder) / "twins.so"
        try:
            subprocess.run([compiler, *FLAGS, SOURCE, "-o", target, "-lm"], check=True)
        except (OSError, subprocess.CalledProcessError):
            return None
        return ctypes.CDLL(str(target))
