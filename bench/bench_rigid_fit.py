"""Fitting 33 weighted points of 1 and 4 faces."""

import numpy as np
import pytest

from ext.rigid_fit import RigidFit, rigid_fit


@pytest.mark.usefixtures("build")
@pytest.mark.parametrize("faces", [1, 4])
def test_rigid_fit_33_points(benchmark, faces):
    rng = np.random.default_rng(0)
    source, weights = rng.normal(size=(33, 3)), rng.uniform(size=33)
    target = 3 * source + rng.normal(0, 0.1, (faces, 33, 3))
    out = benchmark(rigid_fit, source, weights, target, out=RigidFit.empty(faces))
    assert out.scale == pytest.approx(3, rel=0.1)
