"""Estimates from the mesh: nothing at rest, only what was measured to help, both sides alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from systems.solve.calibration.blinks import BLINK, LOOK_DOWN, SQUINT, blend_blinks
from systems.solve.calibration.estimates import ESTIMATES, blend
from systems.solve.calibration.measures import MEASURE, NAMES
from systems.topology import ARKIT, SHAPE

unit = st.floats(0, 1, width=32)
weights = arrays(np.float32, 52, elements=unit)
changes = arrays(np.float32, len(NAMES), elements=st.floats(-30, 30, width=32))
OPEN = np.array((0.3, 0.3), np.float32)


def blended(start, change, yaw=0.0, trust=1.0):
    out = np.array(start, np.float32)
    blend(out, np.asarray(change, np.float32), yaw, trust)
    return out


def blinked(closed, raw, look_down=0.0):
    out = np.zeros(52, np.float32)
    out[BLINK], out[LOOK_DOWN] = raw, look_down
    blend_blinks(out, OPEN * (1 - np.float32(closed)), OPEN, 1.0)
    return out[BLINK]


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
        ("lid_right", 0.07, "eyeWideRight"),
        ("corner_right", -5.0, "mouthFrownRight"),
        ("upper_lip_left", 2.5, "mouthUpperUpLeft"),
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


@given(st.floats(0, 1), st.floats(0, 1))
def test_eyes_that_move_together_stay_together(closed, raw):
    left, right = blinked((closed, closed), (raw, raw))
    assert left == pytest.approx(right, abs=1e-6)


def test_a_wink_leaves_the_other_eye_open():
    # Lids and net as measured on the adult character's wink: the other eye is dragged along.
    left, right = blinked((0.64, 0.19), (0.40, 0.08))
    assert left > 0.7
    assert right < 0.04


def test_a_blink_squints_and_looks_down_no_more():
    out = np.zeros(52, np.float32)
    out[BLINK], out[LOOK_DOWN], out[SQUINT] = 1.0, 0.5, 0.5
    out[SHAPE["mouthSmileLeft"]] = 0.5
    blend_blinks(out, 0.1 * OPEN, OPEN, 1.0)
    assert out[SQUINT].max() < 0.15
    assert out[LOOK_DOWN].max() < 0.15
    assert out[SHAPE["mouthSmileLeft"]] == 0.5


def test_a_blink_that_is_a_little_uneven_closes_both_eyes():
    # Lids and net as measured at the start of a filmed speaker's blink.
    left, right = blinked((0.35, 0.57), (0.20, 0.31))
    assert left > 0.3
    assert right - left < 0.25


def test_looking_down_lowers_the_lids_without_closing_them():
    assert blinked((0.39, 0.39), (0.2, 0.2), look_down=0.38).max() < 0.32
    assert blinked((0.8, 0.8), (0.6, 0.6), look_down=0.38).min() > 0.75


@given(st.floats(0, 0.6), st.floats(0, 0.2), st.floats(0, 1), st.floats(0, 1))
def test_closing_the_lids_farther_never_opens_the_eye(closed, more, raw, down):
    less, further = (blinked((c, c), (raw, raw), down)[0] for c in (closed, closed + more))
    assert further >= less - 1e-6
