"""Building RetinaFace's priors for one new input size, and asking for them again."""

import pytest

from ext import _numpy_priors, priors


def build_cython():
    return priors.retinaface_priors.__wrapped__(640, 480)


def build_numpy(monkeypatch):
    monkeypatch.setattr(priors, "_kernel", _numpy_priors)
    return build_cython


@pytest.mark.parametrize("impl", ["cython", "numpy"])
def test_priors_640x480(benchmark, monkeypatch, impl):
    build = build_cython if impl == "cython" else build_numpy(monkeypatch)
    assert benchmark(build).shape == (12600, 4)


def test_priors_640x480_again(benchmark):
    assert benchmark(priors.retinaface_priors, 640, 480).shape == (12600, 4)
