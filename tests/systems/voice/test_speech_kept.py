"""What keeps the mouth shut in music, and what evens the loudness, takes nothing from speech."""

import functools
from dataclasses import replace

import numpy as np
import pytest

from engine.errors import FileError
from systems.voice.activity import CHUNK, Activity
from systems.voice.ear import Ear
from systems.voice.framing import HOP
from systems.voice.leveller import Leveller
from systems.voice.lipsync.coarticulation import Mouth
from systems.voice.mel import LogMel
from systems.voice.visemes.corpus import joined
from systems.voice.visemes.espeak import Espeak
from systems.voice.visemes.festival import festival
from systems.voice.visemes.files import read_folder
from systems.voice.visemes.net import VisemeNet, visemes
from systems.voice.visemes.score import of_rows
from systems.voice.visemes.voices import LEFT_OUT, LEFT_OUT_VARIANTS, sentences
from tests.footage import librivox
from tests.systems.voice.speech import VOICES, espeak, whispered, with_noise

NET = VisemeNet()
BEGINNING = 15
"""Rows of 10 ms after the start of a word."""


def espeaks():
    engine = Espeak()
    voices = [f"en-us+{variant}" for variant in LEFT_OUT_VARIANTS]
    return [engine.speak(text, voice) for text, voice in zip(sentences(6), voices, strict=True)]


READ = {
    "LibriVox": lambda: read_folder(librivox()),
    "festival": lambda: festival(sentences(6), LEFT_OUT, 1),
    "espeak-ng": espeaks,
}


@functools.cache
def reading(name):
    """Return sentences with pauses between them, all in one."""
    try:
        read = READ[name]()
    except FileError as error:
        pytest.skip(f"needs {name}: {error.fix}")
    said = joined(read, np.random.default_rng(1))
    samples = np.pad(said.samples, (0, -len(said.samples) % HOP))
    return replace(said, samples=0.05 * samples / samples.std())


@pytest.fixture(scope="module", params=READ)
def name(request):
    return request.param


@pytest.fixture(scope="module", params=["spoken", "whispered"])
def said(request, name):
    speech = reading(name)
    if request.param == "whispered":
        speech = replace(speech, samples=whispered(speech.samples))
    return f"{name} {request.param}", speech


def levelled(samples):
    """Return what the net tells of levelled rows, nothing shut."""
    NET.reset()
    rows = Leveller().push(LogMel().push(samples), Activity().push(samples))
    return np.concatenate([NET.push(rows), NET.finish()])


@pytest.mark.parametrize("snr", [40, 20, 5])
def test_speech_is_told_as_well_and_opens_the_mouth(said, snr):
    name, speech = said
    sounds = speech.rows(len(speech.samples) // HOP) > 0
    samples = with_noise(speech.samples, sounds, snr)
    rows, alone = Ear(NET, Activity()).hear(samples), levelled(samples)
    true = speech.rows(len(alone))
    ear, net = (of_rows(told.argmax(axis=1), true) for told in (rows.visemes, alone))
    mouth = Mouth()
    speaking = np.array([_spoken(mouth, *row) for row in zip(*rows[:3:2], strict=True)])
    print(  # noqa: T201
        f"{name}, {snr} dB: {ear.visemes:.1%} of visemes right, {ear.mouths:.1%} of mouths; by the "
        f"net {net.visemes:.1%}, {net.mouths:.1%}; spoken {speaking[true > 0].mean():.1%}"
    )
    assert ear.visemes > net.visemes - 0.005
    assert ear.mouths > net.mouths - 0.005
    assert speaking[true > 0].mean() > 0.93


@functools.cache
def gain(name, snr):
    """Return by what share more of the visemes are right with levelling."""
    speech = reading(name)
    samples = with_noise(speech.samples, speech.rows(len(speech.samples) // HOP) > 0, snr)
    told = levelled(samples), visemes(samples, NET)
    true = speech.rows(len(told[0]))
    with_it, without = (of_rows(rows.argmax(axis=1), true).visemes for rows in told)
    print(f"{name}, {snr} dB: {with_it:.1%} levelled, {without:.1%} as it is")  # noqa: T201
    return with_it - without


@pytest.mark.parametrize("snr", [40, 20, 5])
def test_levelling_takes_less_than_one_percent_from_each_reading(name, snr):
    assert gain(name, snr) > -0.01


@pytest.mark.parametrize("snr", [40, 20, 5])
def test_levelling_takes_nothing_from_speech_in_the_mean_of_all_readings(snr):
    assert np.mean([gain(name, snr) for name in READ]) > 0


def _spoken(mouth, told, voiced):
    mouth.step(told, float(voiced), 0.01)
    return mouth.speaking


def rows_lost(word, voice, early):
    """Return in how many rows about the start of a word the ear shuts what the net opens."""
    samples = np.pad(espeak(word, voice), (8000 + early, 8000))
    ear, net = Ear(NET, Activity()).hear(samples).visemes, visemes(samples, NET)
    began = slice(8000 // HOP, 8000 // HOP + BEGINNING)
    return (ear[began].argmax(axis=1) != net[began].argmax(axis=1)).sum()


@pytest.mark.parametrize(
    ("words", "late"), [(("people", "table", "coffee"), 1), (("father", "seven", "shadow"), 3)]
)
def test_words_that_begin_without_a_voice_begin_late_by_a_few_rows_at_most(words, late):
    """What comes before the voice is known for speech by the voice alone, and 30 ms are awaited."""
    told = [rows_lost(w, v, k) for w in words for v in VOICES[:3] for k in range(0, CHUNK, 128)]
    print(f"{', '.join(words)}: {np.mean(told):.1f} rows late, {max(told)} at most")  # noqa: T201
    assert np.mean(told) <= late
