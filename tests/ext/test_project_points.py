"""Projection equals the oracle and keeps the axes of the world frame."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ext import reference
from ext.project_points import project_points

CAMERA = {"focal": 800.0, "centre": (640.0, 360.0)}


def project(points, rotation, translation):
    out = np.empty((len(rotation), len(points), 2), np.float32)
    project_points(points, rotation, translation, **CAMERA, out=out)
    return out


@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_kernel_matches_the_oracle(seed, faces):
    rng = np.random.default_rng(seed)
    points = rng.normal(0, 0.1, (20, 3)).astype(np.float32)
    rotation = np.linalg.qr(rng.normal(size=(faces, 3, 3)))[0]
    translation = rng.uniform((-0.3, -0.3, -2), (0.3, 0.3, 0.05), (faces, 3))
    depth = points @ rotation[:, 2].T + translation[:, 2]
    assume((abs(depth) > 0.05).all())  # nearer, a pixel is worth less than a float32's last bit
    expected = np.empty((faces, 20, 2), np.float32)
    reference.project_points(points, rotation, translation, **CAMERA, out=expected)
    np.testing.assert_allclose(
        project(points, rotation, translation), expected, rtol=1e-5, atol=1e-2
    )


def test_subjects_left_is_image_right_and_up_is_up():
    points = np.array([[0.1, 0, 0], [0, 0.1, 0], [0, 0, 0]], np.float32)
    pixels = project(points, np.eye(3)[None], np.array([[0, 0, -1.0]]))[0]
    np.testing.assert_allclose(pixels, [[720, 360], [640, 280], [640, 360]], rtol=1e-6)


def test_points_behind_the_camera_are_nan():
    points = np.array([[0, 0, 0], [0, 0, 2]], np.float32)
    pixels = project(points, np.eye(3)[None], np.array([[0, 0, -1.0]]))[0]
    assert np.isfinite(pixels[0]).all()
    assert np.isnan(pixels[1]).all()


def test_a_focal_length_of_zero_is_refused_with_the_value():
    out = np.empty((1, 1, 2), np.float32)
    pose = np.eye(3)[None], np.zeros((1, 3))
    with pytest.raises(ValueError, match="focal must be positive pixels, got 0"):
        project_points(np.zeros((1, 3), np.float32), *pose, focal=0, centre=(0, 0), out=out)


def test_one_pose_too_few_is_refused_by_name():
    with pytest.raises(ValueError, match=r"translation must be .*\(2, 3\) float64, got \(1, 3\)"):
        project(np.zeros((1, 3), np.float32), np.stack([np.eye(3)] * 2), np.zeros((1, 3)))
