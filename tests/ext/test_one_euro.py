"""The filter follows the published ground truth, the oracle and MediaPipe's variant."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ext import reference
from ext.one_euro import one_euro_step

GROUND_TRUTH = Path(__file__).parents[2] / "../shared/data/one_euro_ground_truth.csv"

seeds = st.integers(0, 2**32 - 1)
steps = st.floats(1e-3, 1.0)
betas = st.floats(0, 100)


def blocks(seed, count):
    rng = np.random.default_rng(seed)
    return [rng.normal(0, 10, (5, 9)).astype(np.float32) for _ in range(count)]


@given(seeds, steps, betas, st.booleans(), st.floats(0.1, 500))
def test_kernel_matches_the_oracle(seed, dt, beta, raw, scale):
    value, slope, sample, previous = blocks(seed, 4)
    twin = value.copy(), slope.copy(), previous.copy()
    options = {"dt": dt, "beta": beta, "scale": scale, "min_cutoff": 0.5}
    rows = np.array([3, 0, 4])
    one_euro_step(value, slope, sample, rows, previous=previous if raw else None, **options)
    expected = {"previous": twin[2] if raw else None, **options}
    reference.one_euro_step(twin[0], twin[1], sample, rows, **expected)
    np.testing.assert_allclose(slope, twin[1], rtol=2e-5, atol=1e-4)
    np.testing.assert_allclose(value, twin[0], rtol=2e-5, atol=1e-4)
    np.testing.assert_array_equal(previous, twin[2])


@given(seeds, steps, betas)
def test_output_stays_between_state_and_sample(seed, dt, beta):
    value, slope, sample = blocks(seed, 3)
    before = value.copy()
    one_euro_step(value, slope, sample, np.arange(5), dt=dt, beta=beta)
    low, high = np.minimum(before, sample), np.maximum(before, sample)
    assert (value >= low - 1e-5).all()
    assert (value <= high + 1e-5).all()


@given(seeds, steps)
def test_rows_not_listed_stay_untouched(seed, dt):
    value, slope, sample = blocks(seed, 3)
    before = value.copy(), slope.copy()
    one_euro_step(value, slope, sample, np.array([1]), dt=dt)
    others = [0, 2, 3, 4]
    np.testing.assert_array_equal(value[others], before[0][others])
    np.testing.assert_array_equal(slope[others], before[1][others])


def test_ground_truth_of_the_authors_is_met():
    if not GROUND_TRUTH.exists():
        pytest.skip("needs ../shared/data: one_euro_ground_truth.csv")
    table = np.genfromtxt(GROUND_TRUTH, delimiter=",", names=True)
    noisy = table["noisy"].astype(np.float32)
    value, slope, row = noisy[:1, None].copy(), np.zeros((1, 1), np.float32), np.arange(1)
    filtered = [value.item()]
    for number in noisy[1:]:
        one_euro_step(value, slope, np.array([[number]]), row, dt=1 / 120, beta=0.1)
        filtered.append(value.item())
    np.testing.assert_allclose(filtered, table["filtered"], atol=1e-4)


def test_mediapipes_first_steps_are_those_of_the_formula_by_hand():
    """30 fps, a face of 100 px: x goes 10, 13, 13; cutoff 0.05 + 80 |slope|."""
    value, slope, previous = (np.full((1, 1), v, np.float32) for v in (10, 0, 10))
    alpha = 1 / (1 + 30 / (2 * np.pi))
    rate_1 = alpha * 3 * 30 / 100
    fc_1 = 0.05 + 80 * rate_1
    y_1 = 10 + 3 / (1 + 30 / (2 * np.pi * fc_1))
    rate_2 = (1 - alpha) * rate_1  # raw samples stand still now
    fc_2 = 0.05 + 80 * rate_2
    y_2 = y_1 + (13 - y_1) / (1 + 30 / (2 * np.pi * fc_2))
    for expected in (y_1, y_2):
        one_euro_step(
            value,
            slope,
            np.full((1, 1), 13, np.float32),
            np.arange(1),
            dt=1 / 30,
            min_cutoff=0.05,
            beta=80,
            previous=previous,
            scale=100,
        )
        assert value.item() == pytest.approx(expected, rel=1e-5)


def state():
    return np.zeros((2, 3), np.float32)


def test_zero_dt_is_refused_with_the_value_in_the_message():
    with pytest.raises(ValueError, match=r"dt must be positive seconds, got 0\.0"):
        one_euro_step(state(), state(), state(), np.arange(1), dt=0.0)


def test_nan_scale_is_refused_with_the_value_in_the_message():
    with pytest.raises(ValueError, match="scale must be positive, got nan"):
        one_euro_step(state(), state(), state(), np.arange(1), dt=0.1, scale=float("nan"))


@pytest.mark.parametrize("row", [-1, 2])
def test_a_row_out_of_range_is_refused_with_its_number(row):
    with pytest.raises(ValueError, match=rf"rows must be in 0\.\.1, got {row}"):
        one_euro_step(state(), state(), state(), np.array([0, row]), dt=0.1)


def test_state_of_another_shape_is_refused_by_name():
    with pytest.raises(ValueError, match=r"slope must be .*\(2, 3\) float32, got \(2, 4\)"):
        one_euro_step(state(), np.zeros((2, 4), np.float32), state(), np.arange(1), dt=0.1)


def test_read_only_state_is_refused():
    value = state()
    value.flags.writeable = False
    with pytest.raises((ValueError, TypeError), match=r"read-?only"):
        one_euro_step(value, state(), state(), np.arange(1), dt=0.1)
