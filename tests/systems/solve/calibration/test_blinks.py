"""Blinks, winks and looking down: numbers as the net and the lids gave them, told apart by time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from systems.solve.calibration.blinks import (
    BLINK,
    LOOK_DOWN,
    SMILE,
    SQUINT,
    blend_blinks,
)
from systems.topology import SHAPE

unit = st.floats(0, 1)


class Kept:
    """A row of `Lowering`."""

    def __init__(self, down=0.0):
        """Begin with eyes that have been looking down."""
        self.down, self.sunk, self.at = np.array(down), np.zeros(()), np.zeros(())


def blinked(opening, net, down=0.0, lowered=0.0):
    """Return all weights that become of openings and eyeBlink (2,), and eyeLookDown."""
    out = np.zeros(52, np.float32)
    out[BLINK], out[LOOK_DOWN] = net, down
    blend_blinks(out, np.array(opening, np.float64), Kept(lowered), np.zeros(()))
    return out


def played(openings, nets, downs, fps=30):
    """Return eyeBlink and eyeLookDown over pictures in which both eyes do the same, (T, 2)."""
    state, rows = Kept(), []
    for index, (opening, net, down) in enumerate(zip(openings, nets, downs, strict=True)):
        out = np.zeros(52, np.float32)
        out[BLINK], out[LOOK_DOWN] = net, down
        blend_blinks(out, np.array((opening, opening)), state, np.array(index / fps))
        rows.append((out[BLINK].mean(), out[LOOK_DOWN].mean()))
    return np.array(rows)


@given(unit, unit, unit, unit)
def test_eyes_that_move_together_stay_together(opening, net, down, lowered):
    left, right = blinked((opening, opening), (net, net), down, min(down, lowered))[BLINK]
    assert left == pytest.approx(right, abs=1e-6)


@given(st.floats(0, 1.2), unit, unit, unit, unit)
def test_closing_the_lids_farther_never_opens_the_eye(opening, part, net, down, lowered):
    less = blinked((opening, opening), (net, net), down, lowered)[BLINK][0]
    further = blinked((opening * part, opening * part), (net, net), down, lowered)[BLINK][0]
    assert further >= less - 1e-6


def test_a_wink_leaves_the_other_eye_open():
    # Openings and net as measured on the adult character's wink: the other eye is dragged along.
    left, right = blinked((0.28, 0.86), (0.49, 0.07))[BLINK]
    assert left > 0.85
    assert right < 0.02


def test_an_open_eye_says_that_the_other_winks_and_looks_nowhere():
    out = blinked((0.3, 0.88), (0.49, 0.07), down=0.3, lowered=0.3)
    assert out[BLINK][0] > 0.85
    assert out[LOOK_DOWN].max() <= 0.31


def test_a_weak_blink_of_a_filmed_speaker_is_more_than_half_a_blink():
    # Net, above its rest, and lids in raw.mp4, pictures 124 to 130.
    openings = [0.93, 0.48, 0.42, 0.46, 0.60, 0.84, 0.87]
    nets = [0.02, 0.23, 0.27, 0.24, 0.15, 0.02, 0.02]
    downs = [0.0, 0.24, 0.37, 0.29, 0.12, 0.03, 0.01]
    blink, down = played(openings, nets, downs, fps=25).T
    assert blink.max() > 0.5
    assert blink[[0, -2, -1]].max() < 0.1
    assert down.max() < 0.3  # of 0.37


def test_looking_down_for_a_while_lowers_the_lids_without_closing_them():
    # Net, above its rest, and lids of the adult character: the eyes sink within 0.2 s.
    openings = np.r_[1.0, 0.92, 0.86, 0.85, 0.76, 0.73, 0.475, np.full(39, 0.445)]
    nets = np.r_[0, 0.02, 0.05, 0.05, 0.13, 0.17, np.full(40, 0.38)]
    downs = np.r_[0, 0.06, 0.12, 0.18, 0.30, 0.33, np.full(40, 0.37)]
    blink, down = played(openings, nets, downs).T
    assert blink.max() < 0.5
    assert blink[20:].max() < 0.3
    assert down[20:].min() > 0.6


def test_lids_that_sink_with_a_look_down_tell_how_far():
    # Net, above its rest, and lids of the character mira, 25 degrees down.
    _, down = played(np.full(30, 0.76), np.full(30, 0.13), np.full(30, 0.17)).T
    assert down[-1] > 0.6


@pytest.mark.parametrize(("smile", "least", "most"), [(0.0, 0.15, 0.25), (0.8, 0.05, 0.06)])
def test_what_a_smile_takes_off_the_opening_is_no_look_down(smile, least, most):
    # Opening of the adult character, of mira and of a filmed actress, who smile.
    out, state = np.zeros(52, np.float32), Kept(down=0.05)
    for index in range(15):
        out[LOOK_DOWN], out[SMILE] = 0.05, smile
        blend_blinks(out, np.array((0.87, 0.87)), state, np.array(index / 30))
    assert least <= out[LOOK_DOWN].max() <= most


def test_a_blink_leaves_no_look_down_behind():
    state = Kept()
    for index in range(10):
        out = np.zeros(52, np.float32)
        out[BLINK], out[LOOK_DOWN] = 0.65, 0.55
        blend_blinks(out, np.array((0.2, 0.2)), state, np.array(index / 30))
    assert state.down < 0.1


def test_eyes_that_stay_shut_stay_shut():
    blink, _ = played(np.full(90, 0.2), np.full(90, 0.65), np.full(90, 0.55)).T
    assert blink.min() > 0.75


def test_a_blink_squints_no_more():
    out = np.zeros(52, np.float32)
    out[BLINK], out[SQUINT], out[SHAPE["mouthSmileLeft"]] = 0.7, 0.5, 0.5
    blend_blinks(out, np.array((0.1, 0.1)), Kept(), np.zeros(()))
    assert out[SQUINT].max() < 0.15
    assert out[SHAPE["mouthSmileLeft"]] == 0.5


def test_a_blink_that_is_a_little_uneven_closes_both_eyes():
    left, right = blinked((0.57, 0.39), (0.23, 0.34), down=0.23, lowered=0.05)[BLINK]
    assert left > 0.3
    assert right - left < 0.35


def seen_first(opening, net, down):
    """Return eyeBlink (2,) and eyeLookDown of a first picture, or of a photograph."""
    state, out = Kept(), np.zeros(52, np.float32)
    state.at[...] = np.nan
    out[BLINK], out[LOOK_DOWN] = net, down
    blend_blinks(out, np.array(opening, np.float64), state, np.zeros(()))
    return out[BLINK], out[LOOK_DOWN].mean()


@pytest.mark.parametrize("opening", [0.55, 0.6, 0.8, 1.0])
def test_lowered_lids_that_are_seen_first_look_down(opening):
    """The net as of the adult character 25 degrees down."""
    blink, down = seen_first((opening, opening), (0.44, 0.37), 0.61)
    assert blink.max() < 0.35
    assert down > 0.55


@pytest.mark.parametrize(
    ("opening", "net", "down"),
    [((0.41, 0.28), (0.42, 0.56), 0.56), ((0.15, 0.20), (0.84, 0.60), 0.87)],
    ids=["a filmed speaker", "an actress"],
)
def test_shut_eyes_that_are_seen_first_are_shut(opening, net, down):
    blink, looked = seen_first(opening, net, down)
    assert blink.mean() > 0.75
    assert looked < 0.1


@pytest.mark.parametrize(("opening", "down"), [(1.0, 0.4), (0.3, 0.0)])
def test_a_stream_that_begins_anew_begins_with_what_it_sees(opening, down):
    state, weights = Kept(0.1), np.zeros(52, np.float32)
    weights[LOOK_DOWN] = 0.4
    state.at[...] = 1.0
    blend_blinks(weights.copy(), np.ones(2), state, np.array(1.1))
    assert state.down == pytest.approx(0.4)
    blend_blinks(weights.copy(), np.full(2, opening), state, np.array(0.5))
    assert state.down == pytest.approx(down)
