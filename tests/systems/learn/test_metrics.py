import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from systems.learn.evaluation.figures import Aim, Figure, figure, mean, verdict
from systems.learn.evaluation.metrics import (
    Event,
    correlation,
    directions_apart,
    events,
    interval,
    lag,
    matched,
    mean_rotation,
    switches,
)
from systems.learn.evaluation.tables import comparison, markdown
from systems.solve.rotation import rotation

TIMES = np.arange(120) / 30
SMALL = st.floats(-0.3, 0.3)


# lag


@pytest.mark.parametrize("late", [-0.05, 0.0, 0.0123, 0.08, 0.2])
def test_lag_of_a_shifted_sine_is_its_shift_to_a_millisecond(late):
    seen = 3.0 + 0.4 * np.sin(2 * np.pi * 0.7 * (TIMES - late))
    assert lag(TIMES, np.sin(2 * np.pi * 0.7 * TIMES), seen) == pytest.approx(late, abs=0.0011)


def test_lag_passes_over_what_was_not_seen_and_knows_nothing_of_nothing():
    true, seen = np.sin(4 * TIMES), np.sin(4 * (TIMES - 0.1))
    seen[::3] = np.nan
    assert lag(TIMES, true, seen) == pytest.approx(0.1, abs=0.0011)
    assert np.isnan(lag(TIMES, true, np.full(120, np.nan)))


def test_lag_within_a_window_is_the_windows():
    late = np.where(TIMES < 2, 0.02, 0.1)
    true, seen = np.sin(5 * TIMES), np.sin(5 * (TIMES - late))
    assert lag(TIMES, true, seen, within=(0.0, 1.9)) == pytest.approx(0.02, abs=0.0011)
    assert lag(TIMES, true, seen, within=(2.1, 4.0)) == pytest.approx(0.1, abs=0.0011)


# correlation


def test_correlation_is_numpys():
    a, b = np.random.default_rng(0).normal(size=(2, 50))
    assert float(correlation(a, b)) == pytest.approx(np.corrcoef(a, b)[0, 1])


def test_what_does_not_move_correlates_with_nothing():
    assert float(correlation(np.ones(9), np.arange(9.0))) == 0


# rotations


@given(SMALL, SMALL, SMALL)
def test_the_mean_of_a_rotation_and_its_inverse_is_the_identity(yaw, pitch, roll):
    R = rotation(yaw, pitch, roll)
    np.testing.assert_allclose(mean_rotation(np.array([R, R.T])), np.eye(3), atol=1e-9)


def test_directions_at_right_angles_are_90_degrees_apart():
    x, y = np.eye(3)[:1], np.eye(3)[1:2]
    assert np.degrees(directions_apart(x, y)) == pytest.approx([90])
    assert directions_apart(x, x) == pytest.approx([0])


# events


def test_an_event_begins_above_one_bound_and_ends_below_the_other():
    values = np.array([0, 0.4, 0.6, 0.4, 0.3, 0.9, 0.2, 0, 0.7])
    found = events(values, on=0.5, off=0.35)
    assert found == [Event(2, 3), Event(5, 5), Event(8, 8)]


def test_recall_and_precision_come_from_pairs():
    true = [Event(10, 14), Event(30, 33), Event(50, 55)]
    seen = [Event(12, 15), Event(40, 42), Event(57, 60), Event(70, 71)]
    assert matched(true, seen, slack=3) == [(0, 0), (2, 2)]
    assert matched(true, seen, slack=0) == [(0, 0)]


def test_one_event_is_not_found_twice():
    assert matched([Event(10, 20)], [Event(10, 12), Event(15, 18)], slack=0) == [(0, 0)]
    assert matched([Event(10, 12), Event(14, 16)], [Event(11, 15)], slack=0) == [(0, 0)]


# people


def test_a_number_that_comes_back_is_no_switch():
    assert switches([3, 3, None, None, 3]) == 0
    assert switches([3, 5, 3]) == 2
    assert switches([None]) == 0


# intervals


def test_the_interval_of_a_mean_is_that_of_the_normal_distribution():
    values = np.random.default_rng(1).normal(5, 2, 400)
    low, high = interval(mean, values)
    assert (low + high) / 2 == pytest.approx(values.mean(), abs=0.02)
    assert high - low == pytest.approx(2 * 1.96 * 2 / 20, rel=0.1)


def test_samples_that_depend_on_each_other_count_less():
    values = np.repeat(np.random.default_rng(2).normal(size=40), 10)
    narrow, wide = interval(mean, values), interval(mean, values, block=10)
    assert wide[1] - wide[0] > 2 * (narrow[1] - narrow[0])


def test_an_interval_is_the_same_in_every_run():
    values = np.random.default_rng(3).normal(size=30)
    assert interval(mean, values, block=5) == interval(mean, values, block=5)


# figures


def test_a_figure_leaves_out_what_was_not_seen():
    found = figure("head", "error", "°", mean, np.array([1.0, np.nan, 3.0]), block=1)
    assert found.value == 2
    assert 1 <= found.low <= found.high <= 3


def test_a_figure_of_nothing_is_not_a_number():
    assert np.isnan(figure("head", "error", "°", mean, np.full(4, np.nan)).value)


def test_an_aim_is_a_least_or_a_most():
    assert Aim(2.5).met(2.5)
    assert not Aim(2.5).met(2.6)
    assert Aim(0.8, at_least=True).met(0.9)
    assert not Aim(2.5).met(np.nan)


@pytest.mark.parametrize(
    ("theirs", "more", "judged"),
    [
        (36, False, "better"),
        (34, False, "equal"),
        (20, False, "worse"),
        (20, True, "better"),
        (36, True, "worse"),
        (36, None, None),
        (np.nan, False, "better"),
    ],
)
def test_beside_another_tracker_what_lies_within_our_interval_is_equal(theirs, more, judged):
    ours = Figure("head", "lag", "ms", 30.0, 25.0, 35.0, more=more)
    assert verdict(ours, Figure("head", "lag", "ms", theirs)) == judged


def test_the_comparison_names_what_is_worse():
    ours = [Figure("head", "lag", "ms", 30.0, 25.0, 35.0), Figure("eyes", "gaze", "°", 3.0)]
    theirs = [Figure("head", "lag", "ms", 20.0), Figure("eyes", "gaze", "°", 5.0)]
    assert comparison(ours, theirs) == "1 better, 0 equal, 1 worse: head, lag"


def test_figures_become_a_markdown_table():
    ours = [Figure("head", "lag", "ms", 30.0, 25.0, 35.0, aim=Aim(70))]
    table = markdown({"Bunraku": ours, "Other": [Figure("head", "lag", "ms", np.nan)]})
    assert table.splitlines() == [
        "| figure | aim | Bunraku | Other |",
        "| --- | --- | --- | --- |",
        "| head: lag | ≤ 70 | 30.0 ms (25.0…35.0) | - |",
    ]
