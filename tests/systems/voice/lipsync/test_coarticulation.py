import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from systems.topology import SHAPE, VISEME, VISEME_SHAPES, VISEMES
from systems.voice.lipsync.coarticulation import Mouth

JAW = SHAPE["jawOpen"]
PRESS = SHAPE["mouthPressLeft"]


def one(name):
    return np.eye(len(VISEMES), dtype=np.float32)[VISEME[name]]


def hold(mouth, name, seconds, *, rate=60, voiced=1.0):
    """Speak one viseme and return the ARKit weights after every step."""
    steps = range(round(seconds * rate))
    return [mouth.step(one(name), voiced, 1 / rate) @ VISEME_SHAPES for _ in steps]


@pytest.mark.parametrize("name", VISEMES)
def test_a_held_sound_reaches_its_row_of_the_table(name):
    shapes = hold(Mouth(), name, 1.0)[-1]
    np.testing.assert_allclose(shapes, VISEME_SHAPES[VISEME[name]], atol=2e-3)


@pytest.mark.parametrize("closure", ["PP", "FF"])
@pytest.mark.parametrize("vowel", ["aa", "E", "I", "O", "U"])
@pytest.mark.parametrize("rate", [60, 100])
def test_lips_touch_within_the_shortest_closure_and_no_vowel_smears_them(closure, vowel, rate):
    mouth = Mouth()
    hold(mouth, vowel, 0.2, rate=rate)
    shapes = hold(mouth, closure, 0.04 if rate == 100 else 0.05, rate=rate)[-1]
    assert mouth.closed > 0.95
    left = shapes - VISEME_SHAPES[VISEME[closure]] * mouth.closed
    assert np.abs(left).max() < 0.03


def test_lips_touch_for_a_closure_that_the_net_gives_half_a_chance():
    mouth = Mouth()
    hold(mouth, "aa", 0.2)
    torn = 0.5 * one("PP") + 0.5 * one("aa")
    shapes = [mouth.step(torn, 1.0, 1 / 100) @ VISEME_SHAPES for _ in range(4)][-1]
    assert shapes[JAW] < 0.03
    assert shapes[PRESS] > 0.9 * VISEME_SHAPES[VISEME["PP"], PRESS]


def test_a_short_vowel_opens_less_than_a_long_one():
    short, long = Mouth(), Mouth()
    for mouth in (short, long):
        hold(mouth, "DD", 0.1)
    assert hold(short, "aa", 0.05)[-1][JAW] < 0.8 * hold(long, "aa", 0.2)[-1][JAW]


@pytest.mark.parametrize("voiced", [0.0, 0.2, 0.3])
def test_sound_that_is_not_speech_leaves_the_mouth_shut(voiced):
    assert not np.any(hold(Mouth(), "aa", 1.0, voiced=voiced))


def test_laughter_that_may_be_speech_opens_the_mouth_less_than_speech():
    laugh, speech = Mouth(), Mouth()
    bursts = [hold(laugh, "aa", 0.1, voiced=v)[-1][JAW] for v in (0.5, 0.1) * 5]
    assert max(bursts) < 0.6 * hold(speech, "aa", 0.5)[-1][JAW]


def test_a_silent_stop_within_a_word_is_not_the_end_of_speech():
    mouth = Mouth()
    hold(mouth, "aa", 0.3)
    hold(mouth, "kk", 0.06, voiced=0.0)
    assert mouth.speaking > 0.55


def test_the_mouth_closes_when_speech_ends():
    mouth = Mouth()
    hold(mouth, "aa", 0.5)
    assert hold(mouth, "sil", 0.5, voiced=0.0)[-1].max() < 0.01


def test_the_way_of_the_mouth_does_not_depend_on_the_rate_it_is_drawn_at():
    slow, fast = Mouth(), Mouth()
    for name in ("aa", "PP", "O", "FF", "I"):
        coarse = hold(slow, name, 0.1, rate=30)[-1]
        np.testing.assert_allclose(hold(fast, name, 0.1, rate=120)[-1], coarse, atol=0.01)


@given(
    st.lists(
        st.tuples(st.lists(st.floats(0, 1), min_size=15, max_size=15), st.floats(0, 1)),
        max_size=30,
    ),
    st.floats(0, 0.2),
)
def test_what_is_shown_is_a_mixture_of_visemes_whatever_is_heard(sounds, dt):
    mouth = Mouth()
    for visemes, voiced in sounds:
        total = sum(visemes) or 1.0
        shown = mouth.step(np.array(visemes) / total, voiced, dt)
        assert (shown >= -1e-9).all()
        assert shown.sum() == pytest.approx(1)
