import math

import numpy as np
import pytest
from hypothesis import assume, given, settings

from systems.solve.eyeball_model import EyeballModel
from systems.solve.gaze import GazeFit
from systems.solve.rotation import rotation
from systems.topology import LEFT_IRIS, RIGHT_IRIS
from tests.systems.solve.strategies import angles, rotations, translations
from tests.systems.solve.synthetic import CAMERA, direction, head_points, photograph

OPEN = np.ones(2)
CENTRED = np.array([0.0, 0.0, -0.5])
SEEN = math.cos(math.radians(70))
"""Least cosine between a gaze and the way to the camera: beyond, the eyeball hides its iris."""


def look(face, gaze, R, t=CENTRED, lids=OPEN):
    return GazeFit(face)(photograph(head_points(face, gaze), R, t), lids, CAMERA, R, t)


@settings(max_examples=60)
@given(yaw=angles(25), pitch=angles(20), R=rotations, t=translations)
def test_gaze_is_recovered_whatever_the_head_does(face, yaw, pitch, R, t):
    gaze = direction(yaw, pitch)
    assume((R @ gaze) @ -t / np.linalg.norm(t) > SEEN)
    sample = look(face, gaze, R, t)
    assert sample.combined == pytest.approx(gaze, abs=1e-6)
    assert sample.eyes == pytest.approx(np.array([gaze, gaze]), abs=1e-6)


@given(pitch=angles(30))
def test_looking_up_and_down_leaves_yaw_at_zero(face, pitch):
    gaze = look(face, direction(0, pitch), np.eye(3)).combined
    assert math.atan2(gaze[0], gaze[2]) == pytest.approx(0, abs=1e-9)
    assert math.asin(gaze[1]) == pytest.approx(pitch)


@given(yaw=angles(35))
def test_looking_left_and_right_leaves_pitch_at_zero(face, yaw):
    gaze = look(face, direction(yaw, 0), np.eye(3)).combined
    assert math.asin(gaze[1]) == pytest.approx(0, abs=1e-9)
    assert math.atan2(gaze[0], gaze[2]) == pytest.approx(yaw)


def test_each_eye_is_measured_by_itself(face):
    eyes = np.array([direction(-0.2, 0.1), direction(0.2, 0.1)])
    sample = look(face, eyes, np.eye(3))
    assert sample.eyes == pytest.approx(eyes, abs=1e-6)
    assert sample.combined == pytest.approx(direction(0, 0.1))


def test_a_shut_eye_follows_the_open_one_and_is_not_averaged(face):
    eyes = np.array([direction(0.5, -0.4), direction(-0.2, 0.1)])
    sample = look(face, eyes, np.eye(3), lids=np.array([0.1, 1.0]))
    assert sample.combined == pytest.approx(eyes[1], abs=1e-6)
    assert sample.eyes[0] == pytest.approx(eyes[1], abs=1e-6)
    assert sample.confidence.tolist() == [0, 1]


def test_with_both_eyes_shut_the_gaze_is_stated_as_a_guess(face):
    sample = look(face, direction(0.1, 0), np.eye(3), lids=np.array([0.1, 0.1]))
    assert sample.confidence.tolist() == [0, 0]
    assert sample.combined == pytest.approx(direction(0.1, 0), abs=1e-6)


@pytest.mark.parametrize(("yaw", "seen"), [(-80, [1, 0]), (0, [1, 1]), (80, [0, 1])])
def test_the_eye_that_a_turned_head_hides_is_not_believed(face, yaw, seen):
    sample = look(face, direction(0, 0), rotation(math.radians(yaw), 0, 0))
    assert sample.confidence.round(2).tolist() == seen


def moved_irises(face, *irises):
    picture = photograph(head_points(face), np.eye(3), CENTRED)
    for iris in irises:
        picture[iris, 0] += 300
    return GazeFit(face)(picture, OPEN, CAMERA, np.eye(3), CENTRED)


def test_an_iris_where_no_eye_can_look_is_not_believed(face):
    sample = moved_irises(face, LEFT_IRIS)
    assert sample.confidence == pytest.approx([0, 1], abs=0.01)
    assert sample.combined == pytest.approx(direction(0, 0), abs=0.01)


def test_irises_beyond_the_eyeballs_give_the_farthest_look_not_a_nan_and_are_guessed(face):
    sample = moved_irises(face, LEFT_IRIS, RIGHT_IRIS)
    assert sample.confidence == pytest.approx([0, 0], abs=0.01)
    assert np.linalg.norm(sample.eyes, axis=1) == pytest.approx(1)
    assert math.acos(sample.combined[2]) == pytest.approx(EyeballModel().farthest, abs=0.02)
