"""Run one bench with each build of its kernel, through the same validated public function."""

from importlib import import_module

import pytest

from ext.backend import NUMBA_TWINS, PREFIX


@pytest.fixture(params=PREFIX)
def build(request, monkeypatch):
    """In ``bench_<name>.py``, let the public module ``ext.<name>`` use the build of that name."""
    name = request.module.__name__.rpartition("bench_")[2]
    if request.param == "numba" and name not in NUMBA_TWINS:
        pytest.skip("has no Numba twin")
    kernel = import_module(f"ext.{PREFIX[request.param]}{name}")
    if request.param == "numba":
        kernel.warm_up()
    monkeypatch.setattr(import_module(f"ext.{name}"), "_kernel", kernel)
