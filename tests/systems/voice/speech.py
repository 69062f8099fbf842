"""Speech for tests: sentences that espeak-ng speaks, and silence and noise around them.

    from tests.systems.voice.speech import espeak, passage

Skips the calling test where the Debian package espeak-ng is missing.
"""

from __future__ import annotations

import functools
import io
import itertools
import json
import shutil
import subprocess
import wave

import numpy as np
import pytest
import soxr
from scipy.linalg import solve_toeplitz
from scipy.signal import lfilter

from systems.voice.framing import RATE
from tests.footage import librivox

SENTENCES = (
    "The puppet opens its mouth before the sound of my voice has faded.",
    "Five brave men put bread and butter on the table.",
    "Who knows why the old moon moves so slowly over the sea?",
    "Please keep the window shut, for it is raining again.",
    "Charles will fetch the jacket that you left in the garden.",
)
CLOSURE = 15  # blocks of 10 ms for which a plosive may keep the mouth shut
VOICES = ("en-us", "en-gb", "en-us+f3", "en-gb+m3", "en-us+f5")


@functools.lru_cache(maxsize=64)
def espeak(text: str, voice: str = "en-us"):
    """Return a spoken sentence, 16 kHz float32, without the silence around it."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("needs the Debian package espeak-ng")
    command = ["espeak-ng", "-v", voice, "--stdout", text]
    wav = subprocess.run(command, capture_output=True, check=True).stdout
    return trimmed(_read(io.BytesIO(wav)))


def _read(file):
    with wave.open(file) as sound:
        rate, words = sound.getframerate(), sound.readframes(1 << 30)
    samples = np.frombuffer(words, "<i2").astype(np.float32) / 32768
    return soxr.resample(samples, rate, RATE).astype(np.float32)


def utterance(text: str, voice: str):
    """Return a spoken sentence and, for each 10 ms, whether it sounds; closures count as speech."""
    samples = espeak(text, voice)
    samples = samples[: len(samples) // 160 * 160]
    sounds = _loud(samples)
    for end, start in itertools.pairwise(np.flatnonzero(sounds)):
        if start - end <= CLOSURE:
            sounds[end:start] = True
    return samples, sounds


def readings():
    """Return five recordings of a reader, each with whether one of the aligned words is spoken."""
    return [_reading(clip) for clip in sorted(librivox().glob("*.wav"))]


def _reading(clip):
    samples = _read(io.BytesIO(clip.read_bytes()))
    samples = samples[: len(samples) // 160 * 160]
    sounds = np.zeros(len(samples) // 160, bool)
    for line in clip.with_suffix(".json").read_text().splitlines():
        for word in json.loads(line)["w"]:
            if not word["t"].startswith(("<", "[")):
                end = word["b"] + word["d"]
                sounds[round(100 * word["b"]) : round(100 * end)] = True
    return samples, sounds


def trimmed(samples):
    """Cut what is 40 dB below the loudest 10 ms off both ends."""
    loud = np.flatnonzero(_loud(samples))
    return samples[loud[0] * 160 : (loud[-1] + 1) * 160]


def _loud(samples):
    power = (samples[: len(samples) // 160 * 160].reshape(-1, 160) ** 2).mean(axis=1)
    return power > power.max() * 1e-4


def spoken(seconds: float):
    """Return sentences in several voices, one after another, cut to a length."""
    parts, length = [], 0
    while length < seconds * RATE:
        number = len(parts)
        parts.append(espeak(SENTENCES[number % 5], VOICES[number // 5 % 5]))
        length += len(parts[-1])
    return np.concatenate(parts)[: int(seconds * RATE)]


def passage(utterances, pause: float = 1.5):
    """Return utterances, equally loud, with pauses around them, and where there is speech."""
    gap = np.zeros(int(pause * 100) * 160, np.float32), np.zeros(int(pause * 100), bool)
    parts = [gap]
    for samples, sounds in utterances:
        parts += [(0.05 * samples / np.sqrt((samples**2).mean()), sounds), gap]
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))


def with_noise(samples, truth, snr: float):
    """Add white noise so many dB below the power of the speech."""
    power = (samples.reshape(-1, 160)[truth] ** 2).mean() / 10 ** (snr / 10)
    noise = np.random.default_rng(7).normal(0, np.sqrt(power), len(samples))
    return (samples + noise).astype(np.float32)


def whispered(samples, order: int = 18):
    """Return speech without its voice: noise through the linear prediction of every 25 ms."""
    random, window = np.random.default_rng(2), np.hanning(400)
    out = np.zeros(len(samples))
    for start in range(0, len(samples) - 400, 100):
        frame = samples[start : start + 400] * window
        powers = np.correlate(frame, frame, "full")[399 : 400 + order] + 1e-9
        powers[0] *= 1.001
        coefficients = solve_toeplitz(powers[:-1], powers[1:])
        left = max(powers[0] - coefficients @ powers[1:], 0) / (window**2).sum()
        noise = random.normal(0, np.sqrt(left), 400) * window
        out[start : start + 400] += lfilter([1], np.r_[1, -coefficients], noise)
    return (out * samples.std() / out.std()).astype(np.float32)
