# ruff: noqa: RUF001  quotation marks look like others
import itertools

import numpy as np
import pytest

from bench.phonemes import error_rates, matched, onset_errors, spoken
from engine.errors import DataError
from systems.voice.framing import RATE
from systems.voice.lipsync import align as aligning
from systems.voice.lipsync.align import align
from systems.voice.lipsync.recognise import recognised
from systems.voice.lipsync.transcript import Sentence, words_of
from tests.systems.voice.speech import espeak

SAID = "Glue the sheet to the dark blue background."
LENGTHS = (3, 2, 3, 2, 2, 4, 3, 8)
"""Phones of each word of it."""
SLOW = ("The birch canoe slid on the smooth planks.", "Rice is often served in round bowls.")


@pytest.fixture(autouse=True)
def _speech():
    espeak("hello")  # skips where there is no espeak-ng


def sentence(text, *limits):
    return Sentence(words_of(text), *limits)


def test_phones_of_a_known_text_begin_when_they_are_heard():
    late, remarks = onset_errors([SAID], ["en-us"])
    assert len(late) > 20
    assert np.median(np.abs(late)) < 25
    assert not any("cannot" in remark for remark in remarks)


@pytest.mark.slow
def test_errors_of_phones_are_those_that_were_printed(capsys):
    late, _ = onset_errors(SLOW, ["en-us", "en-us+f3"])
    phones, visemes = error_rates(SLOW, ["en-us", "en-us+f3"])
    with capsys.disabled():
        print(  # noqa: T201
            f"\nphones {phones:.0f} %, visemes {visemes:.0f} % wrong without the text; "
            f"onsets {np.median(np.abs(late)):.0f} ms off with it, in the median"
        )
    assert phones < 75
    assert visemes < 65
    assert np.median(np.abs(late)) < 25


def test_sentences_of_subtitles_are_found_at_their_times():
    samples, true = spoken(SAID, "en-us")
    length = len(samples) / RATE
    twice = np.concatenate([samples, np.zeros(RATE, np.float32), samples])
    done = align(twice, [sentence(SAID, 0, length), sentence(SAID, length + 1, 2 * length + 1)])
    again = [phone for phone in done.phones if phone.start > length + 0.9]
    starts = [phone.start for phone in done.phones]
    assert starts == sorted(starts)
    assert abs(again[1].start - done.phones[1].start - length - 1) < 0.1
    assert len(again) > 0.8 * len(true)


def test_words_of_a_textgrid_have_the_phones_of_the_whole_sentence():
    samples, true = spoken(SAID, "en-us")
    begun = np.cumsum([0, *LENGTHS])
    assert begun[-1] == len(true)
    limits = [(true[a].start, true[b - 1].end) for a, b in itertools.pairwise(begun)]
    words = [Sentence((word,), *limit) for word, limit in zip(words_of(SAID), limits, strict=True)]
    done = align(samples, words)
    pairs = matched([phone.label for phone in done.phones], [phone.label for phone in true])[1]
    late = [1000 * (done.phones[i].start - true[j].start) for i, j in pairs]
    assert not done.remarks
    assert len(pairs) >= 0.95 * len(true)
    assert np.median(np.abs(late)) < 20


def test_a_word_too_short_for_a_phone_has_none():
    done = align(espeak("hello"), [sentence("hello", 0.1, 0.1)])
    assert not done.phones
    assert "cannot be aligned" in done.remarks[0]


@pytest.mark.parametrize("text", ["‘Hello’", "«He said ‘hello to me’»", "fa\u0308ther"])
def test_quotation_marks_and_accents_are_no_letters_of_words(text):
    assert not align(espeak(text), [sentence(text)]).remarks


def test_a_lost_alignment_is_tried_with_a_wider_beam_and_says_so(monkeypatch):
    monkeypatch.setattr(aligning, "BEAMS", (1e-5, 1e-60))
    done = align(spoken(SAID, "en-us")[0], [sentence(SAID)])
    assert done.phones
    assert done.remarks == [
        "sentence 1 'glue the sheet to the dark ...': aligned with a wider beam, 1e-60"
    ]


def test_a_sentence_that_is_not_said_is_recognised_without_its_words():
    samples = spoken(SAID, "en-us")[0]
    done = align(samples, [sentence(" ".join(["many other words"] * 12))])
    assert done.phones == recognised(samples)
    assert "cannot be aligned" in done.remarks[0]


def test_a_word_of_no_dictionary_is_guessed_and_named():
    done = align(
        spoken("Bunraku is a very old art.", "en-us")[0], [sentence("Bunraku is a very old art")]
    )
    assert "'bunraku' is in no dictionary: guessed B AH N R AE K UW" in done.remarks
    assert next(phone.label for phone in done.phones if phone.label != "SIL") == "B"


def test_another_language_is_refused_before_the_work():
    with pytest.raises(DataError, match=r"no words of English: .*arbeitet"):
        align(espeak("hello"), [sentence("Mein Bruder arbeitet in einer kleinen Firma")])


def test_a_subtitle_after_the_end_is_refused():
    with pytest.raises(DataError, match=r"is said at 60\.0 s, but the sound is"):
        align(espeak("hello"), [sentence("hello", 60.0, 61.0)])


def test_sound_without_phones_has_none():
    assert recognised(np.zeros(0, np.float32)) == []
    assert recognised(np.zeros(100, np.float32)) == []


def test_an_edit_distance_finds_what_two_sequences_share():
    assert matched("kitten", "sitting")[0] == 3
    assert matched("abc", "abc") == (0, [(2, 2), (1, 1), (0, 0)])
