"""What each channel does while the face is lost, and that nothing jumps on the way back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UsageError
from systems.avatar.act import CHANNELS, neutral
from systems.avatar.idle import BLINK_PERIODS, idle
from systems.avatar.lost import (
    ARRIVED,
    PATIENCE,
    Continuity,
    LostPolicy,
    Policy,
    State,
    parse_lost,
    source_of,
)
from systems.topology import SHAPE

DT = 1 / 60
ALL = dict.fromkeys(CHANNELS, Policy.HOLD)


def turned(amount=0.5):
    """Return a face turned aside, looking aside, with raised brows and an open mouth."""
    act = neutral()
    act[52], act[55], act[58] = amount, 0.05, 0.4
    act[[SHAPE["browInnerUp"], SHAPE["jawOpen"], SHAPE["eyeWideLeft"]]] = amount
    return act


def played(continuity, act, seconds, person=0, start=0.0):
    """Step for some seconds; return what was drawn and the states, a row for each step."""
    drawn, states = [], []
    for step in range(round(seconds / DT)):
        continuity.step(act, person if act is not None else None, idle(start + step * DT), DT)
        drawn.append(continuity.drawn.copy())
        states.append({name: c.state for name, c in continuity.channels.items()})
    return np.array(drawn), states


def test_every_part_of_an_act_is_in_one_channel():
    places = np.concatenate(list(CHANNELS.values()))
    assert sorted(places) == list(range(61))


def test_while_a_face_is_tracked_nothing_is_added_to_it():
    drawn, states = played(Continuity(), turned(), 0.1)
    np.testing.assert_array_equal(drawn, [turned()] * len(drawn))
    assert set(states[-1].values()) == {State.TRACKED}


def test_a_short_miss_is_held_and_told():
    continuity = Continuity()
    played(continuity, turned(), 0.1)
    drawn, states = played(continuity, None, PATIENCE - 2 * DT)
    np.testing.assert_array_equal(drawn[-1], turned())
    assert set(states[-1].values()) == {State.HELD}


def test_each_channel_goes_its_own_way():
    policy = LostPolicy(Policy.HOLD, Policy.IDLE, Policy.EASE, Policy.VOICE)
    continuity = Continuity(policy)
    played(continuity, turned(), 0.1)
    drawn, states = played(continuity, None, 6.0)
    assert states[-1] == {
        "head": State.HELD,
        "eyes": State.IDLE,
        "face": State.EASED,
        "mouth": State.VOICE,
    }
    np.testing.assert_array_equal(drawn[-1][CHANNELS["head"]], turned()[CHANNELS["head"]])
    assert np.abs(drawn[-1][CHANNELS["face"]]).max() < 1e-6
    assert np.abs(drawn[-1][CHANNELS["mouth"]]).max() < 1e-6
    lids = drawn[-round(max(BLINK_PERIODS) / DT) :, SHAPE["eyeBlinkLeft"]]
    assert lids.max() > 0.9
    assert lids.min() == pytest.approx(0, abs=1e-6)


def test_an_idle_head_sways_and_breathes():
    continuity = Continuity()
    played(continuity, turned(), 0.1)
    drawn, _ = played(continuity, None, 12.0)
    late = drawn[round(4 / DT) :]
    assert 0.002 < np.ptp(late[:, 56]) < 0.004  # m, up and down
    assert np.degrees(np.abs(late[:, 52]).max()) < 2.1


def test_nothing_jumps_when_a_face_goes_and_comes_back_elsewhere():
    continuity = Continuity()
    rows = [played(continuity, turned(), 1.0)[0]]
    rows.append(played(continuity, None, 1.0, start=1.0)[0])
    rows.append(played(continuity, turned(-0.5), 2.0, start=2.0)[0])
    angles = np.concatenate(rows)[:, 52]
    assert (
        np.abs(np.diff(angles)).max() < 1.0 * DT / 0.25
    )  # rad: the whole way at the time constant
    np.testing.assert_allclose(rows[2][-1], turned(-0.5), atol=2e-3)


def test_the_way_back_is_told():
    continuity = Continuity()
    played(continuity, turned(), 0.1)
    played(continuity, None, 2.0)
    _, states = played(continuity, turned(), 2.0)
    heads = [state["head"] for state in states]
    assert heads[0] is State.EASED
    assert heads[round(ARRIVED / DT) + 2] is State.TRACKED


def test_from_one_person_to_another_is_eased_too():
    continuity = Continuity()
    played(continuity, turned(), 0.5, person=0)
    drawn, states = played(continuity, turned(-0.5), 1.5, person=1)
    assert drawn[0][52] > 0.45
    assert states[0]["head"] is State.EASED
    assert drawn[-1][52] == pytest.approx(-0.5, abs=0.01)


def test_before_a_face_was_ever_seen_all_channels_idle():
    _, states = played(Continuity(), None, 0.1)
    assert set(states[-1].values()) == {State.IDLE}


@given(st.sampled_from(list(Policy)), st.floats(1e-6, 1e6))
def test_a_lost_face_is_never_called_tracked(policy, absent):
    assert source_of(policy, absent) is not State.TRACKED
    assert (source_of(policy, absent) is State.HELD) == (policy is Policy.HOLD or absent < PATIENCE)


def test_policies_are_read_for_all_channels_or_for_some():
    assert parse_lost("hold") == LostPolicy(**ALL)
    assert parse_lost("head=hold, mouth=ease") == LostPolicy(head=Policy.HOLD, mouth=Policy.EASE)
    assert parse_lost("ease,mouth=voice").mouth is Policy.VOICE
    assert parse_lost("voice") == LostPolicy(mouth=Policy.VOICE)


@pytest.mark.parametrize("text", ["", "freeze", "nose=hold", "head=", "head=voice", "=hold"])
def test_a_policy_that_is_none_is_refused(text):
    with pytest.raises(UsageError, match="--lost"):
        parse_lost(text)
