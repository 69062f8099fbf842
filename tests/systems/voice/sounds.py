"""Sounds that no mouth makes: music and the noise of rooms, 20 s of each.

They are made by other code than those of the training, and most in other ways: plucked strings,
blown resonators, saw and square waves, noise shaped by filters instead of by spectra. Only the bell
is of a kind that the training has, too.

    from tests.systems.voice.sounds import MUSIC, NOISE, at_level
"""

import numpy as np
from scipy.signal import butter, lfilter, sawtooth, sosfilt, square

RATE = 16000


def at_level(samples, decibels):
    """Return sound with its peak at a level, dB of full scale."""
    return (samples / np.abs(samples).max() * 10 ** (decibels / 20)).astype(np.float32)


def time(seconds):
    return np.arange(int(seconds * RATE)) / RATE


def plucked(hertz, seconds, random):
    """Return a string by Karplus and Strong: noise that goes round a delay and grows soft."""
    period = round(RATE / hertz)
    loop = np.zeros(period + 2)
    loop[0], loop[-2:] = 1, -0.498
    noise = np.zeros(int(seconds * RATE))
    noise[:period] = random.uniform(-1, 1, period)
    return lfilter([1.0], loop, noise)


def bell(hertz, seconds):
    """Return a bell or an electric piano by frequency modulation (Chowning, 1973)."""
    t = time(seconds)
    return np.exp(-2 * t) * np.sin(
        2 * np.pi * hertz * t + 3 * np.exp(-4 * t) * np.sin(3.5 * hertz * t)
    )


def flute(hertz, seconds):
    """Return a blown pipe: noise through narrow resonances, with the air around it."""
    air = np.random.default_rng(round(hertz)).normal(size=int(seconds * RATE))
    bands = (butter(1, [k * hertz * 0.99, k * hertz * 1.01], "band", fs=RATE) for k in (1, 2, 3))
    pipe = sum(lfilter(*band, air) / k for k, band in enumerate(bands, start=1))
    return pipe / pipe.std() + 0.05 * air


def organ(notes, seconds):
    return sum(square(2 * np.pi * note * time(seconds)) for note in notes)


def pad(notes, seconds):
    waves = sum(sawtooth(2 * np.pi * note * time(seconds)) for note in notes)
    return sosfilt(butter(2, 1800, fs=RATE, output="sos"), waves)


def drum_loop(seconds, random):
    loop = np.zeros(int(seconds * RATE))
    for beat, start in enumerate(np.arange(0, seconds - 0.3, 0.25)):
        t = time(0.25)
        kick = np.sin(2 * np.pi * 55 * t + 8 * np.exp(-30 * t)) * np.exp(-14 * t)
        high = butter(2, 5000, "high", fs=RATE, output="sos")
        hat = sosfilt(high, random.normal(size=len(t))) * np.exp(-60 * t)
        snare = random.normal(size=len(t)) * np.exp(-22 * t)
        stroke = (kick, 0.5 * hat, 0.7 * snare, 0.5 * hat)[beat % 4]
        place = int(start * RATE)
        loop[place : place + len(t)] += stroke
    return loop


def melody(instrument, seconds=20, length=0.4):
    random = np.random.default_rng(3)
    scale = 220 * 2 ** (np.array([0, 2, 4, 5, 7, 9, 11, 12]) / 12)
    notes = [instrument(float(random.choice(scale)), length) for _ in range(int(seconds / length))]
    return np.concatenate(notes)


def chords(instrument, seconds=20, length=1.0):
    roots = (131, 175, 196, 165)
    parts = [
        instrument([root * 2 ** (step / 12) for step in (0, 4, 7)], length)
        for _, root in zip(range(int(seconds / length)), roots * 99, strict=False)
    ]
    return np.concatenate(parts)


RANDOM = np.random.default_rng(11)
MUSIC = {
    "strings": melody(lambda hertz, seconds: plucked(hertz, seconds, RANDOM)),
    "bells": melody(bell),
    "flute": melody(flute),
    "organ": chords(organ),
    "pad": chords(pad),
    "drums": drum_loop(20, RANDOM),
    "band": chords(pad) / 3 + drum_loop(20, RANDOM) + melody(bell),
}
WHITE = RANDOM.normal(size=20 * RATE)
NOISE = {
    "white": WHITE,
    "pink": lfilter(
        [0.049922, -0.095993, 0.050612, -0.004408], [1, -2.494956, 2.017265, -0.522189], WHITE
    ),
    "brown": lfilter([1.0], [1, -0.995], WHITE),
    "fan": sosfilt(butter(2, [100, 900], "band", fs=RATE, output="sos"), WHITE),
    "hum": np.sin(2 * np.pi * 50 * time(20))
    + 0.3 * np.sin(2 * np.pi * 150 * time(20))
    + 0.01 * WHITE,
}
