"""espeak-ng's speech comes with the times of its phonemes."""

import numpy as np
import pytest

from engine.errors import FileError
from systems.topology import VISEMES
from systems.voice.framing import RATE
from systems.voice.visemes import espeak
from systems.voice.visemes.espeak import Espeak, shown_phonemes


def test_a_word_shows_its_visemes_in_order(engine):
    speech = engine.speak("fish", "en-us")
    shown = [VISEMES[index] for index in speech.visemes]
    assert [name for name in shown if name != "sil"] == ["FF", "I", "CH"]


def test_hiss_is_where_the_labels_have_it(engine):
    """The spectrum of `sh` lies higher than that of the vowel before it."""
    speech = engine.speak("ash ash ash", "en-us")
    rows = speech.rows(len(speech.samples) // 160 - 3)
    frames = np.lib.stride_tricks.sliding_window_view(speech.samples, 400)[::160][: len(rows)]
    spectra = np.abs(np.fft.rfft(frames * np.hanning(400))) ** 2
    high = spectra[:, 60:].sum(axis=1) / (spectra.sum(axis=1) + 1e-9)
    hiss, vowel = (rows == VISEMES.index(name) for name in ("CH", "aa"))
    assert np.median(high[hiss]) > 0.5 > 0.1 > np.median(high[vowel])


def test_speech_ends_with_its_sound(engine):
    speech = engine.speak("one two", "en-us+m3", words=200, pitch=30)
    assert speech.ends[-2] == pytest.approx(len(speech.samples) / RATE)
    assert (np.diff(speech.ends) >= 0).all()


def test_the_parts_of_a_glide_share_its_time():
    shown = list(shown_phonemes([(0.1, "aI"), (0.3, "_:")], 0.5))
    assert [(VISEMES[s.viseme], s.start, s.end) for s in shown] == [
        ("aa", 0.1, 0.2),
        ("I", 0.2, 0.3),
        ("sil", 0.3, 0.5),
    ]


def test_the_same_seed_lets_the_same_voices_say_the_same_sample_by_sample(engine):
    """Also those that tremble at random, and whatever was spoken between."""
    first = espeak.utterances(["hello there", "good day"], 3, ["m1", "f2"])
    engine.speak("something else", "en-us+m1")
    second = espeak.utterances(["hello there", "good day"], 3, ["m1", "f2"])
    for one, other in zip(first, second, strict=True):
        assert one.voice == other.voice
        assert np.array_equal(one.samples, other.samples)
        assert np.array_equal(one.ends, other.ends)


def test_a_library_that_is_missing_is_named(monkeypatch):
    monkeypatch.setattr(espeak.ctypes.util, "find_library", lambda _: None)
    with pytest.raises(FileError, match="espeak-ng's library is not installed"):
        Espeak()
