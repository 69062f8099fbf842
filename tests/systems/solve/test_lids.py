"""Lid opening apart from looking down, from nodding, from winking, and from whose eyes they are."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from systems.solve.lids import OPENING_BAND, LidModel, follow, opening

MODEL, FPS = LidModel(), 30
REST = np.array([0.35, 0.35])


class Kept:
    """A row of `Lids`."""

    def __init__(self):
        self.opening, self.level, self.memory = np.zeros(2), np.zeros(2), np.zeros(())


def states(ratios, pitch=0.0, down=0.0):
    """Return openings and states (T, 2) of a series of ratios (T, 2)."""
    lids, state, rows = Kept(), np.ones(2, np.uint8), []
    for i, ratio in enumerate(np.asarray(ratios, float)):
        follow(lids, ratio, pitch, down, 1 / FPS if i else math.nan, MODEL)
        OPENING_BAND.update(state, lids.opening)
        rows.append((lids.opening.copy(), state.copy()))
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


def with_blinks(heights, depth=0.3):
    """Return a series of one eye with a blink of a fifth of a second every four seconds."""
    heights = np.array(heights)
    for start in range(3 * FPS, len(heights), 4 * FPS):
        heights[start : start + 6] *= depth
    return heights


@pytest.mark.parametrize("rest", [0.18, 0.22, 0.28])
@pytest.mark.parametrize("first", [0.12, 0.34, 0.45])
def test_narrow_eyes_are_open_however_they_were_first_seen(first, rest):
    """In the middle of a blink, a little wide or very wide with surprise."""
    heights = with_blinks(np.r_[np.full(3, first), np.full(90 * FPS, rest)])
    found, state = states(np.outer(heights, (1, 1)))
    assert found[83 * FPS - 1] == pytest.approx([1, 1], abs=0.1)
    assert (state[83 * FPS : 83 * FPS + 5] == 0).all()


@pytest.mark.parametrize(("first", "rest"), [(0.1, 0.18), (0.1, 0.22), (0.34, 0.22)])
def test_lids_that_are_not_as_they_were_first_seen_are_known_within_seconds(first, rest):
    """Eyes at 0.82 of their opening blink by less than 0.1."""
    heights = with_blinks(np.r_[np.full(3, first), np.full(12 * FPS, rest)])
    found = states(np.outer(heights, (1, 1)))[0]
    assert (found[11 * FPS - 1] > 0.82).all()


def test_eyes_that_are_shut_for_minutes_are_shut():
    heights = np.r_[np.full(2 * FPS, 0.36), np.full(180 * FPS, 0.13), np.full(FPS, 0.36)]
    found, state = states(np.outer(heights, (1, 1)))
    assert (state[2 * FPS : -FPS] == 0).all()
    assert (state[-FPS:] == 1).all()
    assert found[-1] == pytest.approx([1, 1], abs=0.01)


def test_a_wink_that_is_held_is_no_narrow_eye():
    ratios = np.outer(np.ones(30 * FPS), (0.36, 0.36))
    ratios[FPS:, 1] = 0.12
    assert (states(ratios)[1][FPS:, 1] == 0).all()


def test_a_look_at_the_desk_is_hardly_learned_and_soon_forgotten():
    """Lids of the adult character 25 degrees down, less what the gaze explains: 0.45."""
    away = np.r_[np.full(60 * FPS, 0.36), np.full(10 * FPS, 0.162), np.full(5 * FPS, 0.36)]
    found = states(np.outer(away, (1, 1)))[0][:, 0]
    assert found[70 * FPS - 1] < 0.52
    assert found[-1] == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("depth", [0.2, 0.5])
def test_many_blinks_do_not_lower_the_level(depth):
    found = states(np.outer(with_blinks(np.full(120 * FPS, 0.38), depth), (1, 1)))[0]
    assert found[119 * FPS - 1] == pytest.approx([1, 1], abs=0.03)
