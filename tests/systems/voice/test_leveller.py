"""One clap, one shout, or somebody louder before: the mouth goes on with who speaks now."""

import numpy as np
import pytest

from systems.topology import VISEME
from systems.voice.activity import Activity
from systems.voice.ear import Ear
from systems.voice.framing import RATE
from systems.voice.visemes.net import VisemeNet
from tests.systems.voice.sounds import MUSIC, at_level
from tests.systems.voice.speech import SENTENCES, VOICES, espeak

SECOND = 100  # rows
EAR = Ear(VisemeNet(), Activity())
NOISE = np.random.default_rng(4).normal(0, 1, RATE)
CLAPS = {
    "a clap": NOISE[:800],
    "a knock": NOISE[:2400] * np.exp(-np.arange(2400) / 400),
    "a click": np.ones(1),
}


def told(samples):
    return EAR.hear(samples.astype(np.float32)).visemes.argmax(axis=1)


def spoken(level):
    """Return 14 s of speech, its loudest 10 ms at a level, dB of full scale."""
    said = np.concatenate([espeak(*pair) for pair in zip(SENTENCES, VOICES, strict=True)])
    power = (said[: len(said) // 160 * 160].reshape(-1, 160) ** 2).mean(axis=1).max()
    return said * 10 ** (level / 20) / np.sqrt(power)


def likeness(told, expected):
    """Return in which part of the rows that are spoken the same is told."""
    said = expected != VISEME["sil"]
    return (told[-len(expected) :] == expected)[said].mean()


@pytest.mark.parametrize("clap", CLAPS.values(), ids=CLAPS)
@pytest.mark.parametrize("at", [0.5, 3.0])
def test_the_mouth_goes_on_after_a_clap(clap, at):
    speech = np.pad(spoken(-20), (RATE, 0))
    clapped = speech.copy()
    clapped[int(at * RATE) :][: len(clap)] += clap
    after = slice(int(at + 1.5) * SECOND, None)
    like = likeness(told(clapped.clip(-1, 1))[after], told(speech)[after])
    print(f"{like:.0%} of the visemes as without it")  # noqa: T201
    assert like > 0.75


@pytest.mark.parametrize("before", [-8, -14])
def test_who_speaks_softly_after_somebody_loud_is_heard_in_a_few_seconds(before):
    soft = spoken(-32)
    like = likeness(
        told(np.concatenate([spoken(before), soft]))[-10 * SECOND :],
        told(soft)[-10 * SECOND :],
    )
    print(f"{like:.0%} of the visemes as alone")  # noqa: T201
    assert like > 0.75


def test_loud_music_is_not_what_a_voice_is_measured_by():
    speech = spoken(-26)
    music = at_level(MUSIC["strings"], -3)
    heard = told(np.concatenate([music, speech]))
    assert likeness(heard[-10 * SECOND :], told(speech)[-10 * SECOND :]) > 0.7


@pytest.mark.parametrize("level", [-6, -20, -34])
def test_loud_and_soft_voices_say_the_same(level):
    assert likeness(told(spoken(level)), told(spoken(-22))) > 0.75
