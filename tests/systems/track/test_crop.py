"""Regions follow the face: moved, scaled and turned as it is."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ext.affine_crop import crop_matrix
from systems.track.crop import roi_from_box, roi_from_five_points, roi_from_points, to_picture

FIVE = np.array([(-30, -35), (30, -35), (0, 5), (-25, 32), (25, 32)], np.float32)
SHAPE = np.random.default_rng(0).normal(size=(478, 3)).astype(np.float32) * 40
SHAPE[[33, 263]] = (-50, -30, 0), (50, -30, 0)

angles = st.floats(-3, 3)
scales = st.floats(0.1, 20)
places = st.tuples(st.floats(-500, 500), st.floats(-500, 500))


def moved(points, angle, scale, place):
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    return (points[:, :2] @ turn * scale + place).astype(np.float32)


@given(angles, scales, places)
def test_region_of_five_points_moves_turns_and_scales_with_them(angle, scale, place):
    upright = roi_from_five_points(FIVE)
    x, y, width, height, rotation = roi_from_five_points(moved(FIVE, angle, scale, place))
    centre = moved(upright[None, :2], angle, scale, place)[0]
    assert (x, y) == pytest.approx(tuple(centre), abs=1e-2)
    assert (width, height) == pytest.approx(tuple(upright[2:4] * scale), rel=1e-3)
    assert rotation == pytest.approx(angle, abs=1e-3)


def test_region_of_five_points_leans_away_from_the_nose():
    turned = FIVE.copy()
    turned[2, 0] += 10  # the nose points to image right: the rest of the face lies left of it
    assert roi_from_five_points(turned)[0] < roi_from_five_points(FIVE)[0]


@given(scales, places)
def test_region_of_a_mesh_is_one_and_a_half_times_its_longer_side(scale, place):
    points = np.column_stack([moved(SHAPE, 0, scale, place), SHAPE[:, 2]]).astype(np.float32)
    extent = np.ptp(points[:, :2], axis=0)
    x, y, width, height, rotation = roi_from_points(points)
    assert width == height == pytest.approx(1.5 * extent.max())
    middle = (points[:, :2].min(axis=0) + points[:, :2].max(axis=0)) / 2
    assert (x, y) == pytest.approx(tuple(middle))
    assert rotation == pytest.approx(0, abs=1e-3)


def test_rotation_is_clockwise_on_screen_when_the_left_eye_is_lower():
    points = SHAPE.copy()
    points[[33, 263]] = (-50, 0, 0), (50, 50, 0)
    assert roi_from_points(points)[4] == pytest.approx(math.atan2(50, 100))


def test_region_of_a_blazeface_box_is_not_squared():
    eyes = np.array([(20, 30), (40, 30)], np.float32)
    roi = roi_from_box((10, 20, 50, 100), eyes)
    assert roi.tolist() == [30, 60, 60, 120, 0]


@given(angles, scales, places)
def test_mesh_returns_to_where_its_crop_was_cut(angle, scale, place):
    roi = (*place, 100 * scale, 80 * scale, angle)
    inside = (SHAPE + 128).astype(np.float32)
    out = np.empty_like(inside)
    to_picture(inside, roi, 1.0, out)
    matrix = crop_matrix(roi, 256, 256)
    expected = inside[:, :2].astype(float) @ matrix[:, :2].T + matrix[:, 2]
    np.testing.assert_allclose(out[:, :2], expected, rtol=1e-5, atol=2e-3)


@given(angles)
def test_depth_is_at_the_scale_of_x_however_the_head_tilts(angle):
    out = np.empty_like(SHAPE)
    to_picture(SHAPE, (0, 0, 512, 512, angle), 1.0, out)
    np.testing.assert_allclose(out[:, 2], SHAPE[:, 2] * 2, rtol=1e-5)


def test_depth_of_mediapipe_stretches_with_the_tilt_in_a_wide_picture():
    out = np.empty_like(SHAPE)
    to_picture(SHAPE, (0, 0, 256, 256, math.pi / 2), 16 / 9, out)
    np.testing.assert_allclose(out[:, 2], SHAPE[:, 2] * 16 / 9, rtol=1e-5)
