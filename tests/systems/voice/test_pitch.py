import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from systems.voice.framing import RATE
from systems.voice.level import SILENCE, Level
from systems.voice.mel import LogMel
from systems.voice.pitch import Pitch

NOISE = np.random.default_rng(3).normal(0, 0.1, 4000).astype(np.float32)


def buzz(hertz, seconds=0.3, overtones=8):
    """Return a sound with the overtones of a voice."""
    phase = 2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE
    return sum(np.sin(n * phase) / n for n in range(1, overtones)).astype(np.float32) / 4


@pytest.mark.parametrize("hertz", [70, 110, 196.5, 233, 440])
def test_a_buzz_has_the_pitch_of_its_fundamental(hertz):
    rows = Pitch().push(buzz(hertz))[4:]
    assert np.allclose(rows, hertz, rtol=0.005)


def test_a_missing_fundamental_is_heard_all_the_same():
    sound = buzz(150) - np.sin(2 * np.pi * 150 * np.arange(4800) / RATE).astype(np.float32) / 4
    assert np.allclose(Pitch().push(sound)[4:], 150, rtol=0.005)


def test_noise_silence_and_a_whistle_have_no_pitch():
    assert (Pitch().push(NOISE) == 0).mean() > 0.95
    assert (Pitch().push(np.zeros(4000, np.float32)) == 0).all()


def test_a_glide_is_followed():
    hertz = np.linspace(100, 200, RATE)
    sound = np.sin(2 * np.pi * np.cumsum(hertz) / RATE).astype(np.float32)
    rows = Pitch().push(sound)
    middles = np.arange(len(rows)) * 160 + 200
    assert np.abs(rows - hertz[middles])[4:].max() < 3


def test_the_level_of_a_full_sine_is_3_db_below_full_scale():
    sine = np.sin(2 * np.pi * 400 * np.arange(1600) / RATE).astype(np.float32)
    assert np.allclose(Level().push(sine), -3.01, atol=0.01)
    assert np.allclose(Level().push(sine / 10), -23.01, atol=0.01)
    assert np.allclose(Level().push(np.zeros(400, np.float32)), SILENCE)


@given(cuts=st.lists(st.integers(0, len(NOISE)), max_size=15))
@settings(deadline=None, max_examples=40)
def test_streaming_equals_offline_for_any_blocks(cuts):
    for feature in (Pitch, Level):
        stream = feature()
        rows = [stream.push(block) for block in np.split(NOISE, sorted(cuts))]
        assert np.allclose(np.concatenate(rows), feature().push(NOISE), rtol=1e-6, atol=1e-6)


def test_level_and_pitch_keep_pace_with_the_mel_rows():
    second = np.resize(NOISE, RATE)
    rows = len(LogMel().push(second))
    assert len(Level().push(second)) == rows
    assert 0 <= rows - len(Pitch().push(second)) <= 2
