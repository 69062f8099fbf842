"""Eyeballs that lie elsewhere than the canonical ones are learned, and two eyes make one gaze."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings

from systems.solve.eyeballs import Learning, learn
from systems.solve.gaze import GazeFit
from systems.solve.rotation import rotation
from systems.topology import LEFT_IRIS, RIGHT_IRIS
from tests.systems.solve.strategies import angles
from tests.systems.solve.synthetic import CAMERA, angles_of, direction, head_points, photograph

FPS, AT = 30, np.array([0.0, 0.0, -0.6])
CROSSING = math.atan(0.063 / 0.6)
OPEN = np.ones(2)


def person(face, gaze, shift=0.0, lift=0.0):
    """Return the mesh of somebody whose eyeballs lie `shift` outward, `lift` apart in height, m."""
    head = head_points(face, gaze)
    head[LEFT_IRIS] += (shift, lift / 2, 0)
    head[RIGHT_IRIS] += (-shift, -lift / 2, 0)
    return head


def at_camera(aside=0.0, up=0.0):
    """Return both eyes' gaze at a point as far away as the camera."""
    return np.array([direction(aside + s * CROSSING / 2, up) for s in (-1, 1)])


def watch(face, seconds, *, shift=0.0, lift=0.0, seed=0, R=None):
    """Return the learned eyeballs of a person who looks about, within 10 degrees of the camera."""
    fit, rng = GazeFit(face), np.random.default_rng(seed)
    R = np.eye(3) if R is None else R
    balls = SimpleNamespace(place=np.zeros((2, 2)), seen=np.zeros(()))
    for _ in range(int(seconds * FPS)):
        gaze = at_camera(*rng.uniform(-0.17, 0.17, 2))
        seen = photograph(person(face, gaze, shift, lift), R, AT)
        seen[:, :2] += rng.normal(scale=0.2, size=(478, 2))
        sample = fit(seen, OPEN, CAMERA, R, AT, balls.place)
        learn(balls, sample, -AT @ R, 1 / FPS, fit.model, Learning())
    return balls


@pytest.mark.parametrize(("shift", "lift"), [(1.5e-3, 0), (-1e-3, 0.8e-3), (0, -1e-3)])
def test_eyeballs_that_lie_elsewhere_are_found_within_ten_seconds(face, shift, lift):
    place = watch(face, 10, shift=shift, lift=lift).place
    assert place[:, 0] == pytest.approx(np.full(2, shift), abs=3e-4)
    assert place[:, 1] == pytest.approx(np.array([lift, -lift]) / 2, abs=3e-4)


def test_eyes_that_lie_as_the_model_says_are_left_there(face):
    assert watch(face, 10).place == pytest.approx(np.zeros((2, 2)), abs=2e-4)


def test_what_is_learned_stays_within_bounds(face):
    assert np.abs(watch(face, 10, shift=9e-3).place).max() <= Learning().farthest


def test_a_turned_head_teaches_nothing(face):
    balls = watch(face, 2, shift=2e-3, R=rotation(0.6, 0, 0))
    assert balls.seen == 0
    assert not balls.place.any()


def test_a_learned_person_has_less_error_and_no_squint(face):
    fit, gaze = GazeFit(face), at_camera(0.1, 0.05)
    seen = photograph(person(face, gaze, 1.5e-3, 1e-3), np.eye(3), AT)
    sample = fit(seen, OPEN, CAMERA, np.eye(3), AT, watch(face, 10, shift=1.5e-3, lift=1e-3).place)
    crossing = angles_of(sample.eyes)[1, 0] - angles_of(sample.eyes)[0, 0]
    assert crossing == pytest.approx(CROSSING, abs=math.radians(3))
    assert angles_of(sample.combined[None])[0] == pytest.approx((0.1, 0.05), abs=0.03)


@settings(max_examples=40)
@given(a=angles(30), b=angles(30), up=angles(15), down=angles(15))
def test_two_eyes_have_one_height_and_never_part(face, a, b, up, down):
    eyes = np.array([direction(a, up), direction(b, down)])
    sample = GazeFit(face)(photograph(head_points(face, eyes), np.eye(3), AT), OPEN, CAMERA,
                           np.eye(3), AT)  # fmt: skip
    (left, height), (right, other) = angles_of(sample.eyes)
    assert height == pytest.approx(other, abs=1e-9)
    assert -1e-9 <= right - left <= GazeFit(face).model.nearest + 1e-9


@pytest.mark.parametrize("turned", [-35, -25, 25, 35])
def test_on_a_turned_head_the_near_eye_is_believed(face, turned):
    """The far eye errs by 10 degrees, as the mesh net's does."""
    R = rotation(math.radians(turned), 0, 0)
    eyes = np.array([direction(0, 0)] * 2)
    far = 0 if turned > 0 else 1
    eyes[far] = direction(math.radians(10), 0)
    sample = GazeFit(face)(photograph(head_points(face, eyes), R, AT), OPEN, CAMERA, R, AT)
    off = np.degrees(angles_of(sample.eyes)[:, 0])
    assert np.abs(off).max() < 7


def test_a_glint_on_one_lens_of_the_glasses_moves_the_gaze_little(face):
    fit, ahead = GazeFit(face), direction(0, 0)
    seen = photograph(head_points(face), np.eye(3), AT)
    seen[LEFT_IRIS, 0] += 5
    blind = fit(seen, OPEN, CAMERA, np.eye(3), AT).combined
    wary = fit(seen, OPEN, CAMERA, np.eye(3), AT, None, ahead).combined
    assert math.acos(wary @ ahead) < 0.4 * math.acos(blind @ ahead)


def test_a_glance_of_both_eyes_is_followed_at_once(face):
    gaze = direction(0.4, 0.1)
    seen = photograph(head_points(face, gaze), np.eye(3), AT)
    sample = GazeFit(face)(seen, OPEN, CAMERA, np.eye(3), AT, None, direction(-0.3, 0))
    assert sample.combined == pytest.approx(gaze, abs=1e-6)
