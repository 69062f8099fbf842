import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from systems.voice.activity import CHUNK, Activity
from systems.voice.ear import FORESIGHT, HOLD, Ear
from systems.voice.framing import MIDDLE
from systems.voice.mfcc import mfcc
from systems.voice.visemes.net import visemes
from tests.systems.voice.fakes import AA, LoudnessNet
from tests.systems.voice.speech import SENTENCES, passage, utterance, with_noise

SOUND = np.random.default_rng(5).normal(0, 0.1, 8000).astype(np.float32)
SOUND[2000:5000] *= 0.001


def ear(**options):
    return Ear(LoudnessNet(), Activity(), **options)


@given(cuts=st.lists(st.integers(0, len(SOUND)), max_size=12))
@settings(deadline=None, max_examples=25)
def test_streaming_equals_offline_for_any_blocks(cuts):
    stream, whole = ear(), ear().hear(SOUND)
    parts = [stream.push(block) for block in np.split(SOUND, sorted(cuts))]
    for streamed, offline in zip(zip(*parts, strict=True), whole, strict=True):
        streamed = np.concatenate(streamed)
        assert len(offline) - len(streamed) <= 6
        assert np.allclose(streamed, offline[: len(streamed)], rtol=0, atol=1e-6)


@pytest.mark.parametrize(("length", "rows"), [(0, 0), (399, 0), (400, 1), (560, 2), (16000, 98)])
def test_a_recording_gives_a_row_per_10_ms(length, rows):
    assert {len(column) for column in ear().hear(np.resize(SOUND, length))} == {rows}


def test_a_row_is_told_one_delay_after_its_middle():
    listener = ear()
    told = 0
    for first in range(0, 4800, 160):
        told += len(listener.push(SOUND[first : first + 160]).level)
        newest = (first + 160) / 16000 - listener.delay - 200 / 16000
        assert told == max(0, int(newest * 100 + 1.001))


def test_what_is_said_opens_the_mouth_and_noise_does_not():
    samples, truth = passage([utterance(SENTENCES[1], "en-us")])
    rows = ear().hear(with_noise(samples, truth, 30))
    spoken = truth[: len(rows.level)]
    assert rows.visemes[spoken, AA].max() > 0.3
    assert (rows.visemes[:100, 0] == 1).all()
    assert rows.voiced[spoken].mean() > 0.9
    assert rows.voiced[:100].mean() < 0.1
    assert (rows.pitch[:100] == 0).mean() > 0.95


def test_below_the_gate_the_mouth_stays_shut():
    samples, _ = passage([utterance(SENTENCES[1], "en-us")])
    assert ear().hear(samples).visemes[:, AA].max() > 0.3
    assert (ear(gate=0.0).hear(samples).visemes[:, 0] == 1).all()


def test_silence_clipping_and_spikes_are_heard_in_numbers():
    for sound in (np.zeros(8000), np.sign(SOUND), np.eye(1, 8000, 4000)[0]):
        for column in ear().hear(sound.astype(np.float32)):
            assert np.isfinite(column).all()


class Doubtful:
    """A detector that hears a voice in given chunks only."""

    def __init__(self, *voiced):
        self._voiced = voiced
        self.reset()

    def reset(self):
        self._heard = 0

    def push(self, samples):
        first, self._heard = self._heard // CHUNK, self._heard + len(samples)
        return np.isin(np.arange(first, self._heard // CHUNK), self._voiced).astype(np.float32)


def test_the_mouth_is_shut_but_around_what_the_sure_detector_takes_for_a_voice():
    samples = np.tile(utterance("Aah", "en-us")[0], 40)[:64000]
    voiced = np.arange(60, 70)
    rows = Ear(LoudnessNet(), Doubtful(*voiced)).hear(samples)
    assert (rows.voiced > 0).sum() < 50
    spoken = np.flatnonzero(rows.visemes[:, AA] > 0) * 160 + MIDDLE
    assert 0 <= spoken[0] + FORESIGHT * 160 - voiced[0] * CHUNK < 160
    assert 0 <= spoken[-1] - (voiced[-1] + 1) * CHUNK - (HOLD - 1) * 160 < 160
    assert (Ear(LoudnessNet(), Doubtful()).hear(samples).visemes[:, 0] == 1).all()


def most_memory(action, *arguments):
    """Return the most bytes that an action needs at once, of those that Python knows of."""
    tracemalloc.start()
    try:
        action(*arguments)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("hears", [lambda sound: ear().hear(sound), mfcc, visemes])
def test_a_recording_three_times_as_long_needs_little_more_memory(hears):
    """Only its rows, 4 to 32 kB a second, of which some are copied: not 8 MB a second."""
    seconds, noise = 15, np.resize(SOUND, 45 * 16000)
    hears(noise[:16000])
    short, long = (most_memory(hears, noise[: n * 16000]) for n in (seconds, 3 * seconds))
    assert long - short < 2 * seconds * 100_000
