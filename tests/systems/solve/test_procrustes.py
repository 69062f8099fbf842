import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from systems.solve.camera import Pinhole
from systems.solve.procrustes import MetricFit
from tests.systems.solve.strategies import rotations, translations
from tests.systems.solve.synthetic import CAMERA, head_points, photograph

CAMERAS = st.sampled_from([CAMERA, Pinhole(176, 144), Pinhole(1080, 1920, 1.3)])


@settings(max_examples=50)
@given(R=rotations, t=translations, camera=CAMERAS)
def test_a_posed_canonical_face_is_recovered(face, R, t, camera):
    transform = MetricFit(face)(photograph(head_points(face), R, t, camera), camera)
    assert transform[:3, :3] == pytest.approx(R, abs=1e-9)
    assert transform[:3, 3] == pytest.approx(t, abs=1e-9)
    assert transform[3].tolist() == [0, 0, 0, 1]


@given(R=rotations, t=translations)
@settings(max_examples=20)
def test_every_mesh_gives_a_pure_rotation(face, R, t):
    noise = np.random.default_rng(0).normal(scale=5, size=(478, 3))
    transform = MetricFit(face)(photograph(head_points(face), R, t) + noise, CAMERA)
    assert transform[:3, :3] @ transform[:3, :3].T == pytest.approx(np.eye(3))
    assert np.linalg.det(transform[:3, :3]) == pytest.approx(1)


def test_a_mesh_that_has_shrunk_to_a_point_has_no_transform(face):
    assert MetricFit(face)(np.full((478, 3), 300.0), CAMERA) is None
