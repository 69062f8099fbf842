"""Every kernel in each of its builds and beside its peers.

A ``bench_<kernel>.py`` has ``cases()``: for each case the call of the public function, ``"ours"``,
and of each peer, and under ``"C"`` a build in plain C where there is one. The public function, its
checks included, runs with every build in turn.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.row import Call, medians, row
from ext.backend import NUMBA_TWINS, PREFIX

NAMES = sorted(path.stem[6:] for path in Path(__file__).parent.glob("bench_*.py"))
ROUNDS = 41


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return one row for each kernel, case and peer; the unit is us."""
    return [line for name in NAMES for line in _rows(name, 3 if quick else ROUNDS)]


def _rows(name: str, rounds: int) -> list[dict[str, Any]]:
    public, builds = import_module(f"ext.{name}"), _builds(name)
    chosen = public._kernel
    lines = []
    for case, calls in import_module(f"bench.bench_{name}").cases().items():
        ours, plain = calls.pop("ours"), {k: calls.pop(k) for k in ("C",) if k in calls}
        runs = {name: _built(public, kernel, ours) for name, kernel in (builds | plain).items()}
        microseconds = {peer: 1e6 * s for peer, s in medians(calls | runs, rounds).items()}
        native = microseconds.pop("cython")
        lines += [row(name, case, native, peer, us, "us") for peer, us in microseconds.items()]
    public._kernel = chosen
    return lines


def _builds(name: str) -> dict[str, ModuleType]:
    there = [build for build in PREFIX if build != "numba" or name in NUMBA_TWINS]
    kernels = {build: import_module(f"ext.{PREFIX[build]}{name}") for build in there}
    if "numba" in kernels:
        kernels["numba"].warm_up()
    return kernels


def _built(public: ModuleType, kernel: ModuleType, call: Call) -> Call:
    def with_this_build() -> None:
        public._kernel = kernel
        call()

    return with_this_build
