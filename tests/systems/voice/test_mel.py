import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from systems.voice.mel import LogMel, mel, mel_triangles

RATE = 16000
NOISE = np.random.default_rng(1).normal(0, 0.1, 4000).astype(np.float32)


def tone(hertz, seconds=0.1):
    return np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE).astype(np.float32)


def test_the_mel_of_1000_hz_is_1000():
    assert abs(mel(np.array([1000.0]))[0] - 1000) < 0.1


def test_every_band_has_bins():
    assert (mel_triangles().sum(axis=1) > 0.9).all()


def test_a_tone_is_loudest_in_the_band_around_it():
    bands = mel_triangles()
    for hertz in (250.0, 1000.0, 4000.0):
        loudest = LogMel().push(tone(hertz))[3].argmax()
        assert loudest == bands[:, round(hertz / RATE * 512)].argmax()


def test_ten_times_the_amplitude_adds_log_100():
    quiet, loud = LogMel().push(NOISE), LogMel().push(10 * NOISE)
    assert np.allclose(loud - quiet, np.log(100), atol=0.05)


def test_rows_come_as_soon_as_their_last_sample_is_in():
    assert [len(LogMel().push(NOISE[:n])) for n in (0, 399, 400, 559, 560)] == [0, 0, 1, 1, 2]


@given(cuts=st.lists(st.integers(0, len(NOISE)), max_size=20))
@settings(deadline=None, max_examples=60)
def test_streaming_equals_offline_for_any_blocks(cuts):
    stream = LogMel()
    blocks = np.split(NOISE, sorted(cuts))
    assert np.allclose(
        np.concatenate([stream.push(block) for block in blocks]),
        LogMel().push(NOISE),
        rtol=0,
        atol=1e-6,
    )
