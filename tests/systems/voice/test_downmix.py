import numpy as np
import pytest

from systems.voice.downmix import Downmix
from tests.systems.voice.speech import VOICES, espeak

BLOCK = 160
RANDOM = np.random.default_rng(1)


def noise(seconds, level):
    return level * RANDOM.standard_normal(int(seconds * 16000)).astype(np.float32)


def mixed(*channels):
    """Return what is heard of channels that come in blocks of 10 ms."""
    sound = np.stack(channels, axis=1).astype(np.float32)
    downmix = Downmix(len(channels))
    return np.concatenate([downmix.push(sound[i : i + BLOCK]) for i in range(0, len(sound), BLOCK)])


def decibels(heard, true):
    return 10 * np.log10(np.mean(np.square(heard)) / np.mean(np.square(true)))


def word(voice=VOICES[0]):
    """Return a word between pauses of a fifth of a second."""
    said = espeak("father", voice)
    return np.pad(said, (3200, 3200 - len(said) % BLOCK))


def test_channels_are_mixed_by_their_mean():
    left, right = noise(1, 0.1), noise(1, 0.1)
    assert np.allclose(mixed(left, right), (left + right) / 2, atol=1e-7)
    assert np.array_equal(mixed(left, left), left)
    assert np.array_equal(mixed(left), left)
    assert np.array_equal(mixed(left, 0 * left), left / 2)


@pytest.mark.parametrize("share", [-1.0, -0.95, -0.9])
def test_channels_that_cancel_each_other_are_heard_by_the_louder(share):
    """From the second block that sounds on; in the first it is faded in."""
    said = noise(1, 0.1)
    assert np.array_equal(mixed(said, share * said)[BLOCK:], said[BLOCK:])
    heard = mixed(share * said, said)  # where both are as loud, the first
    assert np.array_equal(heard[BLOCK:], (-said if share == -1 else said)[BLOCK:])
    assert abs(decibels(mixed(word(), share * word()), word())) < 0.1


def test_the_noise_that_a_cable_takes_up_decides_nothing():
    """It is the same in both wires: the only thing that the mean would leave."""
    pause, said = np.zeros(16000, np.float32), word()
    sound = np.concatenate([np.tile(pause, 3), *3 * (said, pause), np.tile(pause, 10), said])
    hum = noise(len(sound) / 16000, 0.002)
    heard = mixed(hum + sound, hum - sound)
    loud = np.abs(sound) > 0.02
    wrong = np.abs(np.abs(heard) - np.abs(sound)) > 0.02
    assert abs(decibels(heard[loud], sound[loud])) < 0.2
    assert wrong.sum() < 2 * BLOCK  # where the first word begins, and the one after ten seconds


def test_wide_music_and_a_voice_in_the_middle_of_it_stay_in_the_mean():
    left, right = noise(5, 0.1), noise(5, 0.1)
    said = 0.3 * np.resize(word(), len(left))
    assert np.allclose(mixed(said + left, said + right), said + (left + right) / 2, atol=1e-6)


def test_a_relation_about_the_border_does_not_flip():
    said = np.resize(word(), 10 * 16000)
    for share in np.arange(-0.9, -0.7, 0.01):
        left, right = said + noise(10, 1e-4), share * said + noise(10, 1e-4)
        heard, mean = mixed(left, right), (left + right) / 2
        ways = np.array([np.isclose(heard, way, atol=1e-7) for way in (mean, left)])
        steady = ways.reshape(2, -1, BLOCK).all(axis=2).argmax(axis=0)
        assert np.count_nonzero(np.diff(steady)) <= 1


def test_a_cable_that_is_exchanged_is_heard_within_six_seconds():
    said = noise(13, 0.1)
    turn = np.where(np.arange(len(said)) < 6 * 16000, 1, -1)
    heard = mixed(said, turn * said)
    assert np.array_equal(heard[: 6 * 16000], said[: 6 * 16000])
    assert np.array_equal(heard[12 * 16000 :], said[12 * 16000 :])
    heard = mixed(said, -turn * said)
    assert np.array_equal(heard[6 * 16000 + BLOCK :], said[6 * 16000 + BLOCK :])


def test_of_many_channels_with_one_microphone_it_is_heard():
    said = word()
    heard = mixed(*[said if k == 11 else noise(len(said) / 16000, 1e-5) for k in range(16)])
    assert decibels(heard, said) == pytest.approx(0, abs=0.2)


def test_what_a_driver_spoils_is_over_with_the_block():
    said = np.stack([noise(1, 0.1), np.zeros(16000, np.float32)], axis=1)
    downmix = Downmix(2)
    downmix.push(np.full((BLOCK, 2), np.nan, np.float32))
    assert np.array_equal(downmix.push(said[:BLOCK]), said[:BLOCK, 0] / 2)
