"""Makes one voice many: throats, rooms, microphones, distances, noise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from systems.voice.framing import RATE, Samples
from systems.voice.visemes.labels import Labelled
from systems.voice.visemes.resampling import to_rate
from systems.voice.visemes.unvoiced import music, room

Random = np.random.Generator


def augmented(speech: Labelled, random: Random) -> Labelled:
    """Return the speech at another speed and pitch, in another room, through another microphone."""
    speech = _at_speed(speech, random.uniform(0.87, 1.18))
    samples = speech.samples / (np.abs(speech.samples).max() + 1e-9)
    if random.random() < 0.6:
        samples = _reverberated(samples, random)
    samples = _filtered(samples, random)
    if random.random() < 0.7:
        samples = _noisy(samples, random)
    peak = 10 ** random.uniform(-1.3, 0.0)
    samples = (peak * samples / (np.abs(samples).max() + 1e-9)).clip(-1, 1)
    return replace(speech, samples=samples.astype(np.float32))


def warped(mel: NDArray[np.float32], factor: float) -> NDArray[np.float32]:
    """Return log-mel rows of a throat that is shorter by a factor (Jaitly and Hinton, 2013)."""
    bands = np.arange(mel.shape[1])
    places = (bands * factor).clip(max=mel.shape[1] - 1)
    low = places.astype(int).clip(max=mel.shape[1] - 2)
    share = (places - low).astype(np.float32)
    return np.asarray(mel[:, low] * (1 - share) + mel[:, low + 1] * share)


def _at_speed(speech: Labelled, factor: float) -> Labelled:
    """Play faster: higher voice, higher formants, shorter sounds."""
    samples = to_rate(speech.samples, RATE * factor)
    return replace(speech, samples=samples, ends=speech.ends / factor)


def _reverberated(samples: Samples, random: Random) -> Samples:
    """Convolve with decaying noise behind a direct path: Polack's model of a small room."""
    time = np.arange(int(0.35 * RATE)) / RATE
    tail = random.normal(size=len(time)) * np.exp(-6.9 * time / random.uniform(0.1, 0.6))
    tail[: int(random.uniform(0.001, 0.01) * RATE)] = 0
    tail *= random.uniform(0.05, 0.8) / np.sqrt((tail**2).sum())
    tail[0] = 1.0
    return np.asarray(fftconvolve(samples, tail)[: len(samples)], np.float32)


def _filtered(samples: Samples, random: Random) -> Samples:
    """Tilt, ripple and cut the spectrum as microphones and coders do."""
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(len(samples), 1 / RATE).clip(min=20)
    octaves = np.log2(hertz / 1000)
    decibels = random.uniform(-4, 4) * octaves
    for _ in range(3):
        decibels += random.uniform(-6, 6) * np.exp(-((octaves - random.uniform(-4, 3)) ** 2))
    if random.random() < 0.4:
        decibels -= 24 * np.log2(hertz / 10 ** random.uniform(3.45, 3.85)).clip(min=0)
    if random.random() < 0.4:
        decibels -= 12 * np.log2(random.uniform(80, 300) / hertz).clip(min=0)
    filtered = np.fft.irfft(spectrum * 10 ** (decibels.clip(min=-90) / 20), len(samples))
    return np.asarray(filtered, np.float32)


def _noisy(samples: Samples, random: Random) -> Samples:
    source = music if random.random() < 0.2 else room
    noise = source(len(samples), random)
    decibels = random.uniform(5, 45) if source is room else random.uniform(10, 30)
    loud = samples.std() * 10 ** (-decibels / 20)
    return np.asarray(samples + loud * noise / (noise.std() + 1e-9), np.float32)
