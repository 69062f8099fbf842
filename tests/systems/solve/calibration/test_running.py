"""The running neutral: converges, freezes, keeps a true smile, amplifies no noise."""

import numpy as np
import pytest

from systems.solve.calibration.measures import MEASURE, NAMES
from systems.solve.calibration.quantile import advance
from systems.solve.calibration.response import Response
from systems.solve.calibration.running import (
    NEUTRAL_FREEZES,
    RANGE_COUNTS,
    RANGE_FREEZES,
    Running,
    automatic,
    learn,
    reach,
)
from systems.topology import SHAPE

SMILE, JAW, PRESS = (SHAPE[name] for name in ("mouthSmileLeft", "jawOpen", "mouthPressLeft"))
BLINKS = [SHAPE["eyeBlinkLeft"], SHAPE["eyeBlinkRight"]]


class State:
    """The columns of `Running`, outside a world."""

    def __init__(self):
        for name, column in Running.columns.items():
            setattr(self, name, np.full(column.shape, column.default, column.dtype))


def shown(weights, fps=30):
    """Return the state after a series (T, 52)."""
    state = State()
    for index, row in enumerate(weights.astype(np.float32)):
        learn(state, row, np.zeros(len(NAMES), np.float32), index / fps)
        automatic(state).take_rest_off(row)
        reach(state, row)
    return state


def learned_jaw(falls, nets):
    """Return the jaw's rest, mm, after a series of falls, mm, and the net's jawOpen for them."""
    state, weights, sizes = State(), np.zeros(52, np.float32), np.zeros(len(NAMES), np.float32)
    for index, (fall, net) in enumerate(zip(falls, nets, strict=True)):
        weights[JAW], sizes[MEASURE["jaw"]] = net, fall
        learn(state, weights, sizes, index / 30)
    return state.measures[MEASURE["jaw"]]


def still(seconds, level=0.0, noise=0.0, seed=0):
    rng = np.random.default_rng(seed)
    return np.clip(level + noise * rng.standard_normal((round(30 * seconds), 52)), 0, 1)


def through(state, weight):
    out = np.full(52, weight, np.float32)
    automatic(state).apply(out)
    return out


@pytest.mark.parametrize("share", [0.1, 0.5])
@pytest.mark.parametrize("draw", ["normal", "exponential", "uniform"])
def test_the_running_quantile_is_the_quantile(share, draw):
    samples = getattr(np.random.default_rng(1), draw)(size=(900, 200)).astype(np.float32)
    value, spread = np.zeros((2, 200), np.float32)
    for count, sample in enumerate(samples):
        advance(value, spread, sample, share, count)
    wanted = np.quantile(samples, share, axis=0)
    assert np.abs(value - wanted).mean() < 0.06 * samples.std()


def test_one_wild_picture_moves_the_quantile_no_farther_than_any():
    value, spread = np.zeros((2, 1), np.float32)
    for count in range(100):
        advance(value, spread, np.float32([0.1 + 0.01 * (count % 3)]), 0.5, count)
    before = value.copy()
    advance(value, spread, np.float32([1.0]), 0.5, 100)
    assert abs(value - before) < 0.001


def test_a_face_that_is_the_models_own_is_left_alone():
    np.testing.assert_allclose(through(shown(still(5)), 0.4), 0.4, atol=1e-5)


def test_what_a_face_has_at_rest_becomes_nothing():
    state = shown(still(5, 0.2, 0.01))
    assert through(state, 0.19)[PRESS] < 0.02
    assert through(state, 0.7)[PRESS] == pytest.approx(0.5, abs=0.02)


def test_the_whole_range_comes_back_once_it_was_shown():
    weights = still(RANGE_COUNTS + 1, 0.2)
    weights[300:330, PRESS] = 1.0
    assert through(shown(weights), 1.0)[PRESS] == pytest.approx(1, abs=0.01)


def test_an_unproven_range_is_nowhere_steeper_than_the_net():
    state = shown(still(20, 0.35, 0.05))
    steps = np.diff([through(state, w) for w in np.linspace(0, 1, 101)], axis=0).max(axis=0)
    assert np.delete(steps, BLINKS).max() < 0.0101


def test_a_shut_eye_is_shut_whatever_the_net_says_of_open_ones():
    assert through(shown(still(20, 0.35, 0.05)), 1.0)[BLINKS] == pytest.approx(1)


def test_a_smile_kept_up_from_the_first_picture_stays_a_smile():
    weights = still(30)
    weights[:, SMILE] = 0.8
    assert through(shown(weights), 0.8)[SMILE] > 0.65


def test_a_grin_kept_up_from_the_first_picture_keeps_its_teeth():
    lips = [SHAPE["mouthUpperUpLeft"], SHAPE["mouthLowerDownLeft"]]
    weights = still(30)
    weights[:, [SMILE, *lips]] = 0.7
    assert (through(shown(weights), 0.7)[lips] > 0.5).all()


def test_a_smile_for_half_of_the_time_takes_nothing_off():
    weights = still(20)
    weights[:, SMILE] = np.where(np.arange(600) // 60 % 2, 0.8, 0.0)
    assert through(shown(weights), 0.8)[SMILE] >= 0.79


def test_noise_at_rest_is_never_amplified():
    weights = still(40, 0.15, 0.02)
    weights[100:130] = 0.55  # a range that is half proven
    state = shown(weights)
    out = weights.astype(np.float32)
    for row in out:
        automatic(state).apply(row)
    quiet = np.r_[200:1200]
    raw, bent = weights[quiet].std(axis=0), out[quiet].std(axis=0)
    assert (bent <= raw * 1.001).all()


def test_half_a_range_is_not_blown_up():
    weights = still(40)
    weights[100:200, JAW] = 0.4
    assert through(shown(weights), 0.4)[JAW] == pytest.approx(0.4, abs=0.01)


def test_a_range_that_is_proven_becomes_whole_but_not_at_once():
    weights = still(RANGE_COUNTS + 1)
    for start in range(60, 900, 90):
        weights[start : start + 4, JAW] = 0.8
    assert through(shown(weights[:280]), 0.8)[JAW] == pytest.approx(0.8, abs=0.01)
    assert through(shown(weights), 0.8)[JAW] == pytest.approx(1, abs=0.01)


def test_how_far_the_eyes_turn_is_left_to_the_gaze():
    weights = still(40, 0.3)
    weights[100:300, SHAPE["eyeLookInLeft"]] = 0.8
    assert through(shown(weights), 0.5)[SHAPE["eyeLookInLeft"]] == pytest.approx(0.5)


def test_a_peak_of_one_picture_is_no_range():
    weights = still(40)
    weights[300, JAW] = 0.9
    np.testing.assert_allclose(through(shown(weights), 0.5)[JAW], 0.5, atol=0.01)


def test_neutral_and_ranges_freeze():
    state = shown(still(NEUTRAL_FREEZES + 0.5, 0.1))
    before, measured = state.rest.copy(), state.measures.copy()
    for index in range(300):
        learn(state, np.full(52, 0.9, np.float32), np.ones(len(NAMES), np.float32), 21 + index / 30)
    np.testing.assert_array_equal(state.rest, before)
    np.testing.assert_array_equal(state.measures, measured)
    state.frontal = np.float64(RANGE_FREEZES)
    reached = state.reached.copy()
    for index in range(10):
        learn(state, np.ones(52, np.float32), np.ones(len(NAMES), np.float32), 80 + index / 30)
    np.testing.assert_array_equal(state.reached, reached)


def test_nothing_is_taken_off_before_there_is_evidence():
    state = shown(still(0.04, 0.3))
    np.testing.assert_allclose(state.frontal, 0.0)
    response = automatic(state)
    np.testing.assert_array_equal(response.offset, Response().offset)


def test_who_talks_most_of_the_time_still_shows_where_the_jaw_rests():
    open_ = np.arange(300) // 10 % 4 > 0
    assert learned_jaw(np.where(open_, 10, 0), np.where(open_, 0.4, 0)) == pytest.approx(0, abs=1.5)


def test_a_mouth_that_is_open_from_the_first_picture_is_not_its_rest():
    assert learned_jaw(np.full(60, 14), np.full(60, 0.75)) < 3
