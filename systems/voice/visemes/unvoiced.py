"""Sound that must not move a mouth, for training: music, noise, breath, knocks."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.voice.framing import RATE, Samples

Random = np.random.Generator
Signal = NDArray[np.float64]

SEMITONE: Final = 2 ** (1 / 12)
CHORDS: Final = ((0, 4, 7), (0, 3, 7), (0, 4, 7, 10), (0, 5, 7), (0, 7, 12), (0,))


def unit(signal: Signal) -> Signal:
    """Return a signal with standard deviation 1."""
    return np.asarray(signal / (signal.std() + 1e-9))


def coloured(count: int, slope: float, random: Random) -> Signal:
    """Return noise of standard deviation 1 whose power falls with frequency to a power."""
    spectrum = np.fft.rfft(random.normal(size=count))
    frequencies = np.arange(len(spectrum)).clip(min=1)
    noise = np.fft.irfft(spectrum * frequencies ** (-slope / 2), count)
    return unit(noise)


def room(count: int, random: Random) -> Signal:
    """Return the steady noise of a room: coloured noise, hum, and a fan that beats slowly."""
    noise = coloured(count, random.uniform(0, 2.2), random)
    time = np.arange(count) / RATE
    beat = 1 + random.uniform(0, 0.5) * np.sin(2 * np.pi * random.uniform(0.3, 12) * time)
    return np.asarray(noise * beat + 10 ** random.uniform(-2, 1.5) * hum(time, random))


def hum(time: Signal, random: Random) -> Signal:
    """Return what a transformer or a motor sounds like at given times, s."""
    base = random.choice([50, 60, random.uniform(30, 400)])
    signal = np.zeros(len(time))
    for partial in range(1, int(random.integers(1, 8)) + 1):
        signal += random.uniform(0, 1) / partial * np.sin(2 * np.pi * base * partial * time)
    return signal


def music(count: int, random: Random) -> Signal:
    """Return notes and chords of instruments that never existed, with or without drums."""
    beat = random.uniform(0.12, 0.7)
    signal = np.zeros(count)
    timbre = _timbre(random)
    play = _struck if random.random() < 0.4 else _note
    note = random.uniform(50, 600)
    for start in np.arange(0, count / RATE, beat):
        note = float(np.clip(note * SEMITONE ** random.integers(-7, 8), 50, 1500))
        chord = CHORDS[random.integers(len(CHORDS))]
        length = beat * random.choice([0.5, 0.95, 2.0, 4.0])
        for interval in chord:
            _add(signal, start, play(note * SEMITONE**interval, length, timbre, random))
    if random.random() < 0.5:
        signal = signal / (signal.std() + 1e-9) + random.uniform(0.3, 2) * drums(
            count, beat, random
        )
    return unit(signal)


def drums(count: int, beat: float, random: Random) -> Signal:
    """Return strokes of drums and cymbals on a beat, s."""
    signal = np.zeros(count)
    for start in np.arange(0, count / RATE, beat / random.choice([1, 2])):
        _add(signal, start, _stroke(random))
    return unit(signal)


def breath(count: int, random: Random) -> Signal:
    """Return blowing, breathing and rustling: shaped noise that swells and fades."""
    noise = _band(coloured(count, random.uniform(-0.5, 1.5), random), random)
    swell = np.convolve(coloured(count // 160 + 1, 1.5, random), np.ones(15) / 15, "same")
    envelope = np.interp(np.arange(count) / 160, np.arange(len(swell)), swell).clip(min=0)
    return np.asarray(noise * envelope)


def knocks(count: int, random: Random) -> Signal:
    """Return keys, clicks and knocks at random times."""
    signal = 0.01 * coloured(count, 1, random)
    for start in random.uniform(0, count / RATE, size=max(1, count // RATE * 4)):
        _add(signal, start, random.uniform(0.2, 1) * _stroke(random))
    return signal


KINDS: Final = (room, room, music, music, music, music, breath, knocks)


def unvoiced(seconds: float, random: Random) -> Samples:
    """Return one of these sounds, its peak between -46 and 0 dB of full scale."""
    count = round(seconds * RATE)
    signal = KINDS[random.integers(len(KINDS))](count, random)
    peak = 10 ** random.uniform(-2.3, 0)
    return np.asarray(signal * peak / (np.abs(signal).max() + 1e-9), np.float32)


def _timbre(random: Random) -> dict[str, float]:
    """Draw an instrument: a string, a pipe, a bell, a bar, a horn, or nothing of the kind."""
    return {
        "partials": float(random.integers(1, 25)),
        "fall": random.uniform(0.3, 2.5),
        "attack": 10 ** random.uniform(-3, -0.7),
        "decay": 10 ** random.uniform(-1, 0.8),
        "dulling": random.choice([0.0, random.uniform(0, 2)]),
        "stretch": random.choice([0.0, 0.0, random.uniform(-0.3, 0.9)]),
        "vibrato": random.choice([0.0, 0.0, 0.004, 0.012]),
        "odd": float(random.random() < 0.3),
        "detune": random.choice([0.0, 0.003]),
        "brightness": random.uniform(0, 6),
        "ratio": random.choice([1.0, 2.0, 3.0, random.uniform(0.2, 7)]),
        "body": random.uniform(200, 3000),
    }


def _note(pitch: float, seconds: float, timbre: dict[str, float], random: Random) -> Signal:
    """Return a note: partials, each of its own height, loudness and decay."""
    time = np.arange(int(seconds * RATE)) / RATE
    wobble = timbre["vibrato"] * np.sin(2 * np.pi * 5.5 * time) / 5.5
    signal = np.zeros(len(time))
    for partial in range(1, int(timbre["partials"]) + 1, 2 if timbre["odd"] else 1):
        hertz = pitch * partial ** (1 + timbre["stretch"])
        hertz *= 1 + timbre["detune"] * random.normal()
        if hertz > RATE / 2:
            break
        body = 1 + 2 * np.exp(-(((hertz - timbre["body"]) / 300) ** 2))
        wave = np.sin(2 * np.pi * hertz * (time + wobble) + random.uniform(0, 6.28))
        fading = np.exp(-time * timbre["dulling"] * (partial - 1))
        signal += body * partial ** -timbre["fall"] * wave * fading
    envelope = (1 - np.exp(-time / timbre["attack"])) * np.exp(-time / timbre["decay"])
    return np.asarray(signal * envelope)


def _struck(pitch: float, seconds: float, timbre: dict[str, float], random: Random) -> Signal:
    """Return a bell, a piano or a reed by frequency modulation (Chowning, 1973)."""
    time = np.arange(int(seconds * RATE)) / RATE
    bright = timbre["brightness"] * np.exp(-time * timbre["dulling"] * 4)
    swing = bright * np.sin(2 * np.pi * pitch * timbre["ratio"] * time)
    carrier = np.sin(2 * np.pi * pitch * time + swing + random.uniform(0, 6.28))
    envelope = (1 - np.exp(-time / timbre["attack"])) * np.exp(-time / timbre["decay"])
    return np.asarray(carrier * envelope)


def _stroke(random: Random) -> Signal:
    time = np.arange(int(0.25 * RATE)) / RATE
    noise = _band(random.normal(size=len(time)), random)
    falling = np.sin(2 * np.pi * random.uniform(40, 250) * time * (1 + np.exp(-time * 40)))
    mix = random.random()
    decay = np.exp(-time / 10 ** random.uniform(-2.5, -0.9))
    return np.asarray((mix * noise + (1 - mix) * falling) * decay)


def _band(noise: Signal, random: Random) -> Signal:
    spectrum = np.fft.rfft(noise)
    middle, width = 10 ** random.uniform(2.3, 3.85), random.uniform(0.2, 1.5)
    octaves = np.log2(np.fft.rfftfreq(len(noise), 1 / RATE).clip(min=1) / middle)
    shaped = np.fft.irfft(spectrum * np.exp(-((octaves / width) ** 2)), len(noise))
    return unit(shaped)


def _add(signal: Signal, seconds: float, part: Signal) -> None:
    start = int(seconds * RATE)
    end = min(len(signal), start + len(part))
    signal[start:end] += part[: end - start]
