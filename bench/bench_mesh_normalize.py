"""Normalising the meshes of 1 and 4 faces."""

import numpy as np
import pytest

from ext.mesh_normalize import mesh_normalize


@pytest.mark.usefixtures("build")
@pytest.mark.parametrize("faces", [1, 4])
def test_mesh_normalize_478_landmarks(benchmark, faces):
    mesh = np.random.default_rng(0).normal(300, 100, (faces, 478, 3)).astype(np.float32)
    out = np.empty((faces, 450), np.float32)
    benchmark(mesh_normalize, mesh, out)
    assert out.max() == 1
