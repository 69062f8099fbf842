"""Prediction to display time: it gains on motion, and pays no more than two degrees for it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from systems.solve.prediction import FARTHEST, carried
from systems.solve.smooth import Smoothing
from tests.systems.solve.test_stillness import NOISE, eased, smoothed_turns

FPS, LATENCY = 30, 0.04
TIME = np.arange(120) / FPS
TWO = math.radians(2)


def drawn(true, *, noise=0.0):
    """Return the yaw drawn `LATENCY` after each capture, as predicted, and as it was seen, rad."""
    shaken = true + noise * np.random.default_rng(0).normal(size=len(true))
    seen = smoothed_turns(np.outer(shaken, (1, 0, 0)), Smoothing().turn)
    velocity = np.diff(seen, axis=0, prepend=seen[:1]) * FPS
    ahead = [carried(a, v, LATENCY) for a, v in zip(seen, velocity, strict=True)]
    return np.array(ahead)[:, 0], seen[:, 0]


@pytest.mark.parametrize("length", [0.1, 0.2, 0.4])
@pytest.mark.parametrize("turn", [-40, 15, 30])
def test_a_head_that_stops_is_overshot_by_two_degrees_at_most(turn, length):
    end = math.radians(turn)
    ahead, _ = drawn(end * eased(TIME, 1.0, length))
    beyond = (ahead - end) * np.sign(turn)
    assert beyond.max() <= TWO + 1e-6
    assert ahead[-1] == pytest.approx(end, abs=math.radians(0.2))


def test_a_swaying_head_is_drawn_nearer_to_where_it_is():
    sway = lambda t: math.radians(8) * np.sin(2 * math.pi * 0.7 * t)  # noqa: E731
    ahead, seen = drawn(sway(TIME))
    now = sway(TIME + LATENCY)
    assert np.abs(ahead - now)[10:].mean() < 0.5 * np.abs(seen - now)[10:].mean()


def test_the_jitter_of_a_still_head_stays_below_a_tenth_of_a_degree():
    ahead, _ = drawn(np.zeros(300), noise=NOISE[0])
    assert np.degrees(ahead[FPS:].std()) <= 0.1


@given(velocity=st.tuples(*[st.floats(-20, 20)] * 3).map(np.array), age=st.floats(-1, 10))
def test_a_pose_is_carried_along_its_motion_and_never_far(velocity, age):
    way = carried(np.zeros(3), velocity, age)
    assert np.linalg.norm(way) <= FARTHEST + 1e-12
    assert np.cross(way, velocity) == pytest.approx(np.zeros(3), abs=1e-9)
    assert way @ velocity >= 0


def test_a_pose_from_the_future_is_drawn_as_it_is():
    assert carried(np.full(3, 0.1), np.ones(3), -0.5).tolist() == [0.1, 0.1, 0.1]
