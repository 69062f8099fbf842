"""Which build of the kernels runs: Cython, Numba or numpy.

The environment variable ``BUNRAKU_KERNELS`` forces one; otherwise the fastest that is there.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Final

PREFIX: Final = {"cython": "_", "numba": "_numba_", "numpy": "_numpy_"}
"""File-name prefix of each build's modules."""


def _choose() -> str:
    """Return the forced build, else the fastest one that is there."""
    forced = os.environ.get("BUNRAKU_KERNELS", "")
    if forced in PREFIX:
        return forced
    if forced:
        msg = f"BUNRAKU_KERNELS must be one of {', '.join(PREFIX)}, got {forced!r}"
        raise ValueError(msg)
    if find_spec("ext._nms"):
        return "cython"
    return "numba" if find_spec("numba") else "numpy"


BACKEND: Final = _choose()
"""The build in use: ``cython``, ``numba`` or ``numpy``."""


def load(name: str) -> ModuleType:
    """Return the kernel module `name` of the build in use.

    Only the kernels that need it have a Numba twin; the others run in numpy beside it.

    Raises
    ------
    ImportError
        If ``BUNRAKU_KERNELS=cython`` is forced and the extension is not built.
    """
    full = f"ext.{PREFIX[BACKEND]}{name}"
    if BACKEND == "numba" and not find_spec(full):
        full = f"ext.{PREFIX['numpy']}{name}"
    return import_module(full)


def warm_up() -> None:
    """Compile the Numba kernels loaded so far. Call at start-up; does nothing for other builds.

    About a second per kernel the first time, then read from Numba's cache on disk.
    """
    jit = sys.modules.get("ext._numba_jit")
    if jit is not None:
        jit.compile_all()
