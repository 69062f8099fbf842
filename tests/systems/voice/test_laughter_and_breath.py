"""Breath leaves the drawn mouth alone, and laughter moves it much less than speech does.

Breath is noise that swells and fades through the resonances of an open mouth; laughter is bursts of
a voice between puffs of breath, 4.7 a second, falling in height and loudness (Bachorowski, Smoski
and Owren, The acoustic features of human laughter, 2001: 4.4 calls a second, voiced at 150 to 300
Hz). Words such as "ha ha", spoken by a synthesizer, are speech to every part of the chain.
"""

import numpy as np
import pytest
from scipy.signal import butter, lfilter, sosfilt

from systems.voice.framing import RATE
from tests.systems.voice.drawn import MOUTH, PICTURES, drawn_live, drawn_offline, open_share
from tests.systems.voice.sounds import at_level
from tests.systems.voice.speech import espeak, spoken

SECONDS = 20
CALLS = 4.7
VOWELS = {"ha": (700, 1200, 2600), "heh": (500, 1900, 2600), "ho": (450, 850, 2500)}
HEIGHTS = (150, 260)


def resonated(sound, formants, width=150):
    """Return sound through the resonances of a mouth, Hz."""
    for hertz in formants:
        radius = np.exp(-np.pi * width / RATE)
        poles = [1, -2 * radius * np.cos(2 * np.pi * hertz / RATE), radius**2]
        sound = lfilter([sum(poles)], poles, sound)
    return sound


def breath():
    random, out = np.random.default_rng(3), np.zeros(SECONDS * RATE)
    start = 0
    while (count := int(random.uniform(0.6, 1.6) * RATE)) < len(out) - start:
        middle, octaves = random.uniform(500, 2500), random.uniform(0.5, 1.5)
        edges = [middle * 2**-octaves, min(middle * 2**octaves, 7800)]
        air = sosfilt(butter(1, edges, "band", fs=RATE, output="sos"), random.normal(size=count))
        air = air / air.std() + resonated(air, (500, 1500, 2500)) / air.std()
        swell = np.sin(np.pi * np.arange(count) / count) ** random.uniform(0.7, 2)
        out[start : start + count] = swell * air
        start += count + int(random.uniform(0.3, 0.8) * RATE)
    return out


def call(height, random):
    """Return a puff of breath and a burst of voice."""
    count = int(RATE / CALLS)
    voiced = int(0.45 * count)
    hertz = height * (1 + 0.05 * np.sin(np.pi * np.arange(voiced) / voiced))
    pulses = np.diff(np.floor(np.cumsum(hertz) / RATE), prepend=0)
    voice = np.diff(lfilter([1], [1, -0.95], pulses), prepend=0)
    parts = (0.03 * random.normal(size=count - voiced), voice)
    return np.concatenate([p * np.sin(np.pi * np.arange(len(p)) / len(p)) for p in parts])


def laughter(vowel, height):
    random, parts = np.random.default_rng(4), []
    while sum(map(len, parts)) < SECONDS * RATE:
        high = height * random.uniform(1, 1.5)
        calls = [0.9**k * call(high * 0.96**k, random) for k in range(random.integers(4, 10))]
        parts += [*calls, np.zeros(int(random.uniform(0.5, 1) * RATE))]
    return resonated(np.concatenate(parts), VOWELS[vowel])[: SECONDS * RATE]


def motion(sound):
    """Return how much all shapes of the mouth move in a second, drawn live."""
    weights = drawn_live(sound)
    return np.abs(np.diff(weights[:, MOUTH], axis=0)).sum() * PICTURES / len(weights)


def compared(name, sound, decibels):
    """Print and return the motion in a sound, as a share of that in speech of the same level."""
    share = motion(at_level(sound, decibels)) / motion(at_level(spoken(10), decibels))
    print(f"{name}, {decibels} dB: {share:.0%} of the motion of speech")  # noqa: T201
    return share


@pytest.mark.parametrize("decibels", [-40, -25, -12])
def test_breath_moves_the_mouth_in_under_2_percent_of_pictures(decibels, tmp_path):
    sound = at_level(breath(), decibels)
    assert open_share(drawn_live(sound)) < 0.02
    assert open_share(drawn_offline(sound, tmp_path)) < 0.02


@pytest.mark.parametrize("decibels", [-30, -12])
@pytest.mark.parametrize("height", HEIGHTS)
@pytest.mark.parametrize("vowel", VOWELS)
def test_laughter_moves_the_mouth_less_than_a_quarter_as_much_as_speech(vowel, height, decibels):
    assert compared(f"{vowel}, {height} Hz", laughter(vowel, height), decibels) < 0.25


@pytest.mark.xfail(strict=True, reason="spoken words are speech to the detector and to the net")
@pytest.mark.parametrize("words", ["ha ha ha ha ha ha", "hee hee hee hee hee"])
def test_laughter_that_is_spoken_like_words_moves_the_mouth_less(words):
    bouts = [np.pad(espeak(words), (0, RATE // 2)) for _ in range(6)]
    assert compared(f"'{words}' spoken", np.concatenate(bouts), -12) < 0.25
