import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from systems.solve.rotation import angle_between, rotation, yaw_pitch_roll
from tests.systems.solve.strategies import angles, rotations

NOSE, CROWN = np.array([0, 0, 1]), np.array([0, 1, 0])


@given(yaw=angles(179), pitch=angles(89), roll=angles(179))
def test_angles_survive_the_way_through_the_matrix(yaw, pitch, roll):
    R = rotation(yaw, pitch, roll)
    assert yaw_pitch_roll(R) == pytest.approx((yaw, pitch, roll), abs=1e-9)
    assert R @ R.T == pytest.approx(np.eye(3))
    assert np.linalg.det(R) == pytest.approx(1)


def test_the_matrix_is_yaw_times_pitch_times_roll():
    turns = rotation(0.4, 0, 0) @ rotation(0, 0.3, 0) @ rotation(0, 0, 0.2)
    assert rotation(0.4, 0.3, 0.2) == pytest.approx(turns)


def test_positive_yaw_turns_the_nose_to_the_subjects_left():
    assert rotation(0.5, 0, 0) @ NOSE == pytest.approx([math.sin(0.5), 0, math.cos(0.5)])


def test_positive_pitch_points_the_nose_down():
    assert rotation(0, 0.5, 0) @ NOSE == pytest.approx([0, -math.sin(0.5), math.cos(0.5)])


def test_positive_roll_tips_the_crown_toward_the_right_shoulder():
    assert rotation(0, 0, 0.5) @ CROWN == pytest.approx([-math.sin(0.5), math.cos(0.5), 0])


@given(R=rotations, angle=st.floats(0, math.pi))
def test_the_angle_between_rotations_is_the_turn_from_one_to_the_other(R, angle):
    turned = R @ rotation(0, angle, 0)
    assert angle_between(R, turned) == pytest.approx(angle, abs=1e-6)
    assert angle_between(np.array([R, turned]), R) == pytest.approx([0, angle], abs=1e-6)


@pytest.mark.parametrize("pitch", [-math.pi / 2, math.pi / 2])
def test_straight_up_and_down_give_finite_angles(pitch):
    assert np.isfinite(yaw_pitch_roll(rotation(0.3, pitch, 0))).all()
