import re

import numpy as np
import pytest

from systems.voice.offset import LEAD, OffsetMeter, measure_offset

RNG = np.random.default_rng(12)
SOUND_TIMES = np.arange(0, 15, 0.01) + 0.003
PICTURES = np.arange(0, 15, 1 / 30)


def syllables(seed=3):
    """Return a function of time: syllables of about 4 Hz, some loud, some not."""
    rng = np.random.default_rng(seed)
    at, size = np.sort(rng.uniform(0, 15, 50)), rng.uniform(0.3, 1, 50)
    return lambda t: (size * np.exp(-(((np.asarray(t)[:, None] - at) / 0.08) ** 2))).sum(axis=1)


def level(times, speech=None):
    return -55 + 35 * (speech or syllables())(times)


@pytest.mark.parametrize("late", [-0.2, -0.03, 0.0, 0.08, 0.25])
def test_a_late_sound_is_measured(late):
    mouth = 0.4 * syllables()(PICTURES + LEAD) + RNG.normal(0, 0.05, len(PICTURES))
    found = measure_offset(PICTURES, mouth, SOUND_TIMES, level(SOUND_TIMES - late))
    assert found.seconds == pytest.approx(late, abs=0.012)
    assert found.correlation > 0.7


def test_a_mouth_that_has_nothing_to_do_with_the_sound_says_nothing():
    for seed in range(5):
        mouth = syllables(seed + 20)(PICTURES)
        assert measure_offset(PICTURES, mouth, SOUND_TIMES, level(SOUND_TIMES)) is None


def test_a_still_mouth_silence_and_a_few_seconds_say_nothing():
    assert measure_offset(PICTURES, 0 * PICTURES, SOUND_TIMES, level(SOUND_TIMES)) is None
    mouth = syllables()(PICTURES)
    assert measure_offset(PICTURES, mouth, SOUND_TIMES, 0 * SOUND_TIMES - 120) is None
    few = PICTURES < 5
    assert measure_offset(PICTURES[few], mouth[few], SOUND_TIMES, level(SOUND_TIMES)) is None
    assert OffsetMeter().offset() is None


def test_the_meter_forgets_what_was_half_a_minute_ago():
    meter, late = OffsetMeter(), 0.3
    for t in np.arange(0, 40, 0.02):
        now = np.array([t % 15])
        meter.see(t, float(syllables()(now + LEAD)[0]))
        meter.hear(t, float(level(now - (late if t > 8 else 0.0))[0]))
        meter.hear(t, 0.0)
    assert meter.offset().seconds == pytest.approx(late, abs=0.02)


@pytest.mark.parametrize(("late", "word"), [(0.25, "250 ms late"), (-0.1, "100 ms early"), (0, "")])
def test_only_a_sound_that_is_plainly_off_is_worth_a_word(late, word, caplog):
    meter = OffsetMeter()
    for t in np.arange(0, 15, 0.02):
        meter.see(t, float(syllables()(np.array([t + LEAD]))[0]))
        meter.hear(t, float(level(np.array([t - late]))[0]))
    meter.report()
    said = re.sub(r"\b(\d+) ms", lambda n: f"{round(int(n[1]), -1)} ms", caplog.text)
    assert word in said
    assert bool(word) == bool(said)
