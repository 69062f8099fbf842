"""Projecting the 468 points of the canonical face under the pose of 1 and 4 faces."""

import numpy as np
import pytest

from ext.project_points import project_points


@pytest.mark.usefixtures("build")
@pytest.mark.parametrize("faces", [1, 4])
def test_project_468_points(benchmark, faces):
    rng = np.random.default_rng(0)
    points = rng.normal(0, 0.08, (468, 3)).astype(np.float32)
    rotation, translation = np.stack([np.eye(3)] * faces), np.full((faces, 3), -0.5)
    out = np.empty((faces, 468, 2), np.float32)
    camera = {"focal": 800.0, "centre": (640.0, 360.0)}
    benchmark(project_points, points, rotation, translation, **camera, out=out)
    assert np.isfinite(out).all()
