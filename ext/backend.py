"""Which build of the kernels runs: Cython, Numba or numpy.

The environment variable ``BUNRAKU_KERNELS`` forces one; otherwise the fastest that is there.
"""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Final

PREFIX: Final = {"cython": "_", "numba": "_numba_", "numpy": "_numpy_"}
"""File-name prefix of each build's modules."""

NUMBA_TWINS: Final = ("nms", "priors", "decode", "mesh_normalize", "one_euro")
"""The kernels that have a Numba twin."""


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

    Where Numba runs, kernels that have no Numba twin run in numpy.

    Raises
    ------
    ImportError
        If ``BUNRAKU_KERNELS=cython`` is forced and the extension is not built.
    """
    build = "numpy" if BACKEND == "numba" and name not in NUMBA_TWINS else BACKEND
    return import_module(f"ext.{PREFIX[build]}{name}")


def warm_up() -> None:
    """Compile what is not compiled yet. Call at start-up: the first frame must not wait for it.

    For Numba some seconds the first time, then read from its cache on disk; nothing for the others.
    """
    if BACKEND == "numba":
        for name in NUMBA_TWINS:
            load(name).warm_up()
