"""A voice higher than any of the training, which a profile has to make understood.

from tests.systems.voice.visemes.small_voice import small
"""

from dataclasses import replace

from systems.voice.framing import RATE
from systems.voice.visemes.resampling import to_rate

SHIFT = 1.35
"""Times as high, in voice and formants, as espeak-ng speaks."""


def small(engine, text):
    """Return what the voice makes of a text, with its visemes."""
    speech = engine.speak(text, "en-us+f4", words=140, pitch=60)
    samples = to_rate(speech.samples, RATE * SHIFT)
    return replace(speech, samples=samples, ends=speech.ends / SHIFT)
