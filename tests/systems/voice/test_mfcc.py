import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_speech_features import delta
from python_speech_features import mfcc as oracle

from systems.voice.mfcc import Mfcc, Mode, mfcc
from tests.systems.voice.speech import spoken

NOISE = np.random.default_rng(2).normal(0, 0.1, 3000).astype(np.float32)


def original(samples):
    static = oracle(samples, 16000, winlen=0.025, winstep=0.01)
    return np.hstack([static, delta(static, 1), delta(static, 2)])


def test_compat_equals_the_original_over_60_s_of_speech():
    speech = spoken(60)
    rows = mfcc(speech)
    assert rows.shape == (5999, 39)
    assert rows.dtype == np.float64
    assert np.abs(rows - original(speech)).max() < 1e-6


@pytest.mark.parametrize("length", [1, 159, 160, 399, 400, 401, 560, 561, 16000, 16001])
def test_compat_equals_the_original_at_every_edge(length):
    sound = np.resize(NOISE, length)
    assert mfcc(sound).shape == original(sound).shape
    assert np.abs(mfcc(sound) - original(sound)).max() < 1e-6


@pytest.mark.parametrize(("length", "rows"), [(0, 0), (1, 1), (400, 1), (401, 2), (80248, 501)])
@pytest.mark.parametrize("mode", Mode)
def test_the_number_of_rows_follows_the_rule(length, rows, mode):
    assert mfcc(np.zeros(length, np.float32), mode).shape == (rows, 39)


def test_silence_is_as_finite_as_in_the_original():
    silence = np.zeros(4000, np.float32)
    assert np.allclose(mfcc(silence), original(silence), rtol=0, atol=1e-12)


def test_standard_is_the_slope_and_the_slope_of_the_slope():
    static = oracle(NOISE, 16000, winlen=0.025, winstep=0.01)
    wanted = np.hstack([static, delta(static, 2), delta(delta(static, 2), 2)])
    assert np.allclose(mfcc(NOISE, Mode.STANDARD), wanted, rtol=0, atol=1e-6)


@given(
    mode=st.sampled_from(list(Mode)),
    length=st.integers(0, len(NOISE)),
    cuts=st.lists(st.integers(0, len(NOISE)), max_size=20),
)
@settings(deadline=None, max_examples=80)
def test_streaming_equals_offline_for_any_blocks(mode, length, cuts):
    stream = Mfcc(mode)
    blocks = np.split(NOISE[:length], sorted(min(cut, length) for cut in cuts))
    rows = [stream.push(block) for block in blocks]
    rows.append(stream.finish())
    assert np.allclose(np.concatenate(rows), mfcc(NOISE[:length], mode), rtol=0, atol=1e-6)


def test_a_finished_stream_begins_anew():
    stream = Mfcc()
    for _ in range(2):
        again = np.concatenate([stream.push(NOISE), stream.finish()])
        assert np.array_equal(again, mfcc(NOISE))
