"""Skinning 6000 vertices by 60 joints."""

import numpy as np
import pytest

from ext.skin_vertices import skin_vertices


@pytest.mark.usefixtures("build")
@pytest.mark.parametrize("faces", [1, 4])
def test_skin_6000_vertices(benchmark, faces):
    rng = np.random.default_rng(0)
    vertices, weights = rng.random((6000, 8), np.float32), np.full((6000, 4), 0.25, np.float32)
    joints = rng.integers(0, 60, (6000, 4)).astype(np.uint16)
    matrices, out = rng.random((60, 4, 4), np.float32), np.empty_like(vertices)
    benchmark(
        lambda: [skin_vertices(vertices, joints, weights, matrices, out) for _ in range(faces)]
    )
    assert (out[:, 6:] == vertices[:, 6:]).all()
