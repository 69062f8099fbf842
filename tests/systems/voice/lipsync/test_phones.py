# ruff: noqa: RUF001  letters of the IPA look like others
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import DataError
from systems.topology import VISEMES
from systems.voice.lipsync.phones import Phone, is_arpabet, shown_visemes, visemes_of
from systems.voice.lipsync.spelling import guessed

ARPABET = (
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W "
    "Y Z ZH"
)


def names(label, *, arpabet=False):
    return " ".join(VISEMES[v] for v in visemes_of(label, arpabet=arpabet))


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        *(("p", "PP"), ("bʲ", "PP"), ("mː", "PP"), ("f", "FF"), ("v", "FF")),
        *(("θ", "TH"), ("D", "TH"), ("t", "DD"), ("tʰ", "DD"), ("t_h", "DD")),
        *(("ʃ", "CH"), ("S", "CH"), ("tʃ", "CH"), ("t͡ʃ", "CH"), ("dZ", "CH"), ("ts", "DD SS")),
        *(("s", "SS"), ("ŋ", "nn"), ("N", "nn"), ("ʁ", "RR"), ("x", "kk"), ("C", "kk")),
        *(("ɑː", "aa"), ("ã", "aa"), ("@", "aa"), ("ɛ", "E"), ("e:", "E"), ("iː", "I"), ("j", "I")),
        *(("ø", "O"), ("2:", "O"), ("y", "U"), ("w", "U"), ("aɪ", "aa I"), ("aU", "aa U")),
        *(("", "sil"), ("sp", "sil"), ("<p:>", "sil"), ("SIL", "sil")),
    ],
)
def test_a_sound_of_the_ipa_or_of_sampa_looks_as_it_is_made(label, shown):
    assert names(label) == shown


@pytest.mark.parametrize(
    ("label", "shown"), [("AH0", "aa"), ("S", "SS"), ("T", "DD"), ("OW1", "O"), ("AY2", "aa I")]
)
def test_arpabet_has_its_own_letters(label, shown):
    assert names(label, arpabet=True) == shown


def test_every_phone_of_arpabet_has_a_viseme():
    assert all(names(label, arpabet=True) for label in ARPABET.split())


def test_notations_are_told_apart_by_all_labels_of_a_file():
    assert is_arpabet(["HH", "AH0", "L", "OW1", "SIL"])
    assert is_arpabet(["S", "T"])
    assert not is_arpabet(["h", "ə", "l", "oʊ"])
    assert not is_arpabet(["S", "a:", "T"])


def test_a_glide_shares_its_time():
    assert [(s.start, s.end) for s in shown_visemes([Phone(1.0, 2.0, "AY"), Phone(2, 3, "T")])] == [
        (1.0, 1.5),
        (1.5, 2.0),
        (2, 3),
    ]


@pytest.mark.parametrize("label", ["hello", "cat", "the"])
def test_a_word_of_letters_that_are_phones_is_none(label):
    with pytest.raises(DataError, match=f"no phones are {label}"):
        shown_visemes([Phone(0, 1, label), Phone(1, 2, "a")])


@pytest.mark.parametrize("label", ["aɪə", "aI@", "t͡ɕʰ", "pf", "dZ_w", "ɑ̃ː", "kʷ"])
def test_a_triphthong_an_affricate_and_diacritics_are_one_phone(label):
    assert len(shown_visemes([Phone(0, 1, label)])) in (1, 2)


def test_words_are_no_phones():
    with pytest.raises(DataError, match=r"kids\.TextGrid: no phones are 愛, 猫"):
        shown_visemes([Phone(0, 1, "猫"), Phone(1, 2, "愛")], "kids.TextGrid")


@given(st.text(max_size=8), st.booleans())
def test_no_label_shows_more_than_two_visemes(label, arpabet):
    assert all(0 <= v < 15 for v in visemes_of(label, arpabet=arpabet))
    assert len(visemes_of(label, arpabet=arpabet)) <= 2


@pytest.mark.parametrize(
    ("word", "sounds"),
    [("puppet", "P AH P EH T"), ("shake", "SH AE K"), ("phone", "F AA N"), ("thing", "TH IH NG")],
)
def test_an_unknown_word_is_said_by_its_letters(word, sounds):
    assert guessed(word) == sounds
