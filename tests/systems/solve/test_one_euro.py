from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from systems.solve.one_euro import OneEuro, turn_step, vector_step
from systems.solve.rotation import angle_between, rotation
from tests.systems.solve.strategies import angles, rotations

TRUTH = Path(__file__).parents[3] / "../shared/data/one_euro_ground_truth.csv"
PAPER = OneEuro(min_cutoff=1.0, beta=0.1, slope_cutoff=1.0)


def test_vectors_follow_the_authors_ground_truth():
    if not TRUTH.is_file():
        pytest.skip("needs ../shared/data: one_euro_ground_truth.csv is not there")
    time, _, noisy, filtered = np.loadtxt(TRUTH, delimiter=",", skiprows=1).T
    value, slope = np.array([noisy[0]], "f4"), np.zeros(1, "f4")
    for i in range(1, len(time)):
        sample = np.array([noisy[i]], "f4")
        vector_step(value, slope, sample, dt=time[i] - time[i - 1], tuning=PAPER)
        assert value[0] == pytest.approx(filtered[i], abs=1e-4)


def test_a_turn_about_one_axis_is_filtered_as_a_number():
    angle = np.random.default_rng(0).normal(size=50).cumsum() * 0.02
    number, slope = np.array([angle[0]], "f4"), np.zeros(1, "f4")
    turned, rate = rotation(0, 0, angle[0]), np.zeros(3)
    for sample in angle[1:]:
        vector_step(number, slope, np.array([sample], "f4"), dt=1 / 30, tuning=PAPER)
        turn_step(turned, rate, rotation(0, 0, sample), dt=1 / 30, tuning=PAPER)
    assert turned == pytest.approx(rotation(0, 0, float(number[0])), abs=1e-5)


@given(start=rotations, end=rotations, dt=st.floats(1e-3, 1.0), beta=st.floats(0, 20))
def test_a_filtered_turn_stays_a_rotation_between_state_and_sample(start, end, dt, beta):
    value = start.copy()
    turn_step(value, np.zeros(3), end, dt=dt, tuning=OneEuro(1.0, beta))
    assert value @ value.T == pytest.approx(np.eye(3), abs=1e-9)
    whole = angle_between(start, end)
    parts = angle_between(start, value) + angle_between(value, end)
    assert parts == pytest.approx(whole, abs=1e-6)


@given(frame=rotations, start=rotations, yaw=angles(30), dt=st.floats(1e-3, 0.2))
def test_filtering_does_not_depend_on_the_frame(frame, start, yaw, dt):
    end = start @ rotation(yaw, 0, 0)
    value, other = start.copy(), frame @ start
    turn_step(value, np.zeros(3), end, dt=dt, tuning=PAPER)
    turn_step(other, np.zeros(3), frame @ end, dt=dt, tuning=PAPER)
    assert other == pytest.approx(frame @ value, abs=1e-9)
