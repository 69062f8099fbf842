"""Lid opening apart from looking down, from nodding, from winking, and from whose eyes they are."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from systems.solve.lids import OPENING_BAND, LidModel, follow, opening

MODEL, FPS = LidModel(), 30
REST = np.array([0.35, 0.35])


def states(ratios, pitch=0.0, down=0.0):
    """Return openings and states (T, 2) of a series of ratios (T, 2)."""
    level, out, state, rows = np.zeros(2), np.zeros(2), np.ones(2, np.uint8), []
    for i, ratio in enumerate(np.asarray(ratios, float)):
        dt = 1 / FPS if i else math.nan
        follow(level, out, ratio, pitch, down, dt, MODEL)
        OPENING_BAND.update(state, out)
        rows.append((out.copy(), state.copy()))
    return tuple(np.array(column) for column in zip(*rows, strict=True))


def blink(length=6, depth=0.25):
    """Return a series of one eye that blinks at a second, as part of its own open height."""
    heights = np.ones(2 * FPS)
    heights[FPS : FPS + length] = depth
    return heights


@pytest.mark.parametrize("height", [0.18, 0.25, 0.35, 0.5])
def test_narrow_and_wide_eyes_blink_alike(height):
    shut = states(np.outer(height * blink(), (1, 1)))[1]
    assert (shut[FPS : FPS + 6] == 0).all()
    assert (shut[:FPS] == 1).all()
    assert (shut[FPS + 6 :] == 1).all()


@given(pitch=st.floats(-0.4, 0.4))
def test_nodding_does_not_close_the_eyes(pitch):
    """The ratio as our characters show it: 0.35 at -20 degrees, 0.39 at 0, 0.42 at 20."""
    seen = np.interp(math.degrees(pitch), (-20, 0, 20), (0.35, 0.39, 0.42)) / 0.39
    found = opening(REST * seen, REST, pitch, 0.0, MODEL)
    assert found == pytest.approx([1, 1], abs=0.1)


def test_looking_down_is_no_blink_and_a_blink_while_looking_down_is_one():
    lowered = np.outer(0.35 * np.r_[np.ones(FPS), np.full(FPS, 0.55)], (1, 1))
    assert (states(lowered, down=math.radians(15))[1] == 1).all()
    lowered[FPS + 10 : FPS + 15] = 0.09
    assert (states(lowered, down=math.radians(15))[1][FPS + 10 : FPS + 15] == 0).all()


@pytest.mark.parametrize("eye", [0, 1])
def test_a_wink_does_not_drag_the_other_eye_along(eye):
    """The mesh net shows a fifth of a wink in the eye that stays open."""
    ratios = np.full((2 * FPS, 2), 0.38)
    ratios[FPS:, eye], ratios[FPS:, 1 - eye] = 0.14, 0.32
    found, state = states(ratios)
    raw = ratios[-1, 1 - eye] / 0.38
    assert (state[FPS:, eye] == 0).all()
    assert (state[FPS:, 1 - eye] == 1).all()
    assert found[FPS, 1 - eye] > raw


@given(a=st.floats(0.05, 0.6), b=st.floats(0.05, 0.6))
def test_the_eyes_are_told_apart_without_moving_their_mean(a, b):
    ratio = np.array([a, b])
    found = opening(ratio, REST, 0.0, 0.0, MODEL)
    assert (found >= 0).all()
    if found.min() > 0:
        assert found.mean() == pytest.approx((ratio / REST).mean())
        assert abs(found[0] - found[1]) >= abs(a - b) / 0.35 - 1e-9


def test_a_face_first_seen_with_its_eyes_shut_opens_them_when_they_open():
    state = states(np.outer(np.r_[np.full(FPS, 0.08), np.full(FPS, 0.3)], (1, 1)))[1]
    assert (state[1:FPS] == 0).all()
    assert (state[FPS:] == 1).all()


def test_a_long_squint_becomes_the_rest_from_which_blinks_are_told():
    heights = np.r_[np.full(FPS, 0.36), np.full(20 * FPS, 0.27), np.full(5, 0.11)]
    found, state = states(np.outer(heights, (1, 1)))
    assert found[-6] == pytest.approx([1, 1], abs=0.1)
    assert (state[-5:] == 0).all()
