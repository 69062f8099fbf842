"""Estimates from the mesh: nothing at rest, only what was measured to help, both sides alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from systems.solve.calibration.estimates import ESTIMATES, blend
from systems.solve.calibration.measures import MEASURE, NAMES
from systems.topology import ARKIT, SHAPE

unit = st.floats(0, 1, width=32)
weights = arrays(np.float32, 52, elements=unit)
changes = arrays(np.float32, len(NAMES), elements=st.floats(-30, 30, width=32))


def blended(start, change, yaw=0.0, trust=1.0):
    out = np.array(start, np.float32)
    blend(out, np.asarray(change, np.float32), yaw, trust)
    return out


@given(weights, changes, st.floats(-1, 1), unit)
def test_weights_stay_within_0_and_1_and_others_as_they_were(start, change, yaw, trust):
    out = blended(start, change, yaw, trust)
    assert out.min() >= 0
    assert out.max() <= 1
    touched = {estimate.shape for estimate in ESTIMATES}
    others = [SHAPE[name] for name in ARKIT if name not in touched]
    np.testing.assert_array_equal(out[others], start[others])


def test_a_face_at_rest_gets_nothing_even_with_the_meshs_noise():
    noise = np.where([name.startswith("lid") for name in NAMES], 0.009, 0.45)
    for sign in (-1, 1):
        assert not blended(np.zeros(52), sign * noise).any()


@given(weights, changes)
def test_a_turned_head_and_an_unknown_neutral_leave_the_net_alone(start, change):
    np.testing.assert_array_equal(blended(start, change, yaw=np.radians(31)), start)
    np.testing.assert_array_equal(blended(start, change, trust=0.0), start)


@pytest.mark.parametrize(
    ("measure", "amount", "shape"),
    [
        ("brow_left", -3.7, "browDownLeft"),
        ("brow_peak_right", 4.8, "browOuterUpRight"),
        ("jaw", 18.0, "jawOpen"),
        ("lid_right", 0.07, "eyeWideRight"),
        ("corner_right", -5.0, "mouthFrownRight"),
    ],
)
def test_a_full_movement_gives_the_meshs_whole_share_to_its_own_shape(measure, amount, shape):
    change = np.zeros(len(NAMES))
    change[MEASURE[measure]] = amount
    out = blended(np.zeros(52), change)
    share = next(e.share for e in ESTIMATES if e.shape == shape)
    assert out[SHAPE[shape]] == pytest.approx(share, abs=1e-4)
    out[SHAPE[shape]] = 0
    assert not out.any()


def test_a_pucker_is_no_funnel_and_an_open_jaw_neither():
    change = np.zeros(len(NAMES))
    change[MEASURE["mouth_width"]] = -20
    assert blended(np.zeros(52), change)[SHAPE["mouthFunnel"]] == 0
    change[MEASURE["mouth_width"]], change[MEASURE["lip_gap"]] = -8, 22
    assert blended(np.zeros(52), change)[SHAPE["mouthFunnel"]] == 0
    change[MEASURE["mouth_width"]], change[MEASURE["lip_gap"]] = -13, 9
    assert blended(np.zeros(52), change)[SHAPE["mouthFunnel"]] > 0.5


def test_left_and_right_are_estimated_alike():
    for estimate in ESTIMATES:
        if estimate.shape.endswith("Left"):
            twin = next(e for e in ESTIMATES if e.shape == estimate.shape[:-4] + "Right")
            assert (twin.rest, twin.full, twin.share) == (
                estimate.rest, estimate.full, estimate.share
            )  # fmt: skip
