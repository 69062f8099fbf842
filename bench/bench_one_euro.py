"""One Euro over the 478 landmarks of 1 and 4 faces, in the paper's and in MediaPipe's form."""

from itertools import cycle

import numpy as np
import pytest

from ext.one_euro import one_euro_step


@pytest.mark.usefixtures("build")
@pytest.mark.parametrize("faces", [1, 4])
@pytest.mark.parametrize("raw", [False, True], ids=["paper", "mediapipe"])
def test_one_euro_478_landmarks(benchmark, faces, raw):
    value, slope, previous = np.zeros((3, faces, 1434), np.float32)
    samples = cycle(np.random.default_rng(0).random((8, faces, 1434), np.float32))
    options = {"previous": previous, "scale": 100.0} if raw else {}
    rows = np.arange(faces)
    # Ever the same sample would let the slopes decay to denormals, which are slow.
    benchmark(lambda: one_euro_step(value, slope, next(samples), rows, dt=1 / 60, **options))
    assert 0 < value.mean() < 1
