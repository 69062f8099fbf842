import numpy as np
import pytest

from systems.voice.activity import CHUNK, Activity, Gate
from tests.systems.voice.speech import (
    SENTENCES,
    VOICES,
    espeak,
    passage,
    readings,
    utterance,
    with_noise,
)

ENOUGH = 0.5
"""Probability from which on somebody counts as speaking."""


def read_aloud():
    """Return a minute: espeak's voices and a person's, with pauses of 1.5 s."""
    machines = [utterance(SENTENCES[k], VOICES[k]) for k in range(5)]
    return passage([*machines, *readings()])


def right(samples, truth):
    """Return the share of 10 ms blocks in which the sure tier is right."""
    probabilities = Activity().push(np.pad(samples, (0, CHUNK)))
    middles = np.arange(len(truth)) * 160 + 80
    return ((probabilities[middles // CHUNK] >= ENOUGH) == truth).mean()


def test_speech_and_pauses_are_told_apart_in_noise():
    samples, truth = read_aloud()
    shares = [right(with_noise(samples, truth, snr), truth) for snr in (20, 5)]
    print(f"voice activity: {shares[0]:.1%} right at 20 dB, {shares[1]:.1%} at 5 dB")  # noqa: T201
    assert shares[0] >= 0.96
    assert shares[1] >= 0.93


def test_the_gate_opens_with_the_first_block_or_two_of_a_vowel():
    samples, truth = passage([utterance("Aah, open your mouth.", "en-us")])
    opened = np.flatnonzero(Gate().push(samples))
    assert abs(int(opened[0]) - int(np.flatnonzero(truth)[0])) <= 3


def test_the_gate_stays_shut_in_silence():
    assert not Gate().push(np.zeros(16000, np.float32)).any()


@pytest.mark.parametrize("detector", [Gate, Activity])
def test_streaming_equals_offline(detector):
    samples, stream = espeak(SENTENCES[1]), detector()
    cuts = np.cumsum(np.random.default_rng(4).integers(0, 700, 60))
    parts = [stream.push(block) for block in np.split(samples, cuts[cuts < len(samples)])]
    assert np.array_equal(np.concatenate(parts), detector().push(samples))
