import re

import pytest

from bench.phonemes import SENTENCES
from engine.errors import DataError
from systems.voice.lipsync.english import COMMON, listed, unlisted
from systems.voice.lipsync.transcript import words_of
from systems.voice.visemes.place import PASSAGE
from systems.voice.visemes.place import SENTENCES as READ

FOREIGN = (
    "Gestern sind wir mit dem Zug nach Hamburg gefahren",
    "Mein Bruder arbeitet in einer kleinen Firma",
    "Mi abuelo tiene un perro negro y dos gatos",
    "Ayer compramos pan y queso en el mercado",
    "Il pleut souvent dans le nord du pays",
    "Je voudrais une tasse de cafe sans sucre",
    "Il bambino mangia una mela rossa in giardino",
    "Vorrei una tazza di latte caldo per favore",
    "Ontem choveu muito na cidade do Porto",
    "Eu nunca comi um bolo tao doce",
    "Min mormor bakar kakor varje helg",
    "Det regnar ofta i norra delen av landet",
    "Waarom ben je gisteren niet gekomen",
    "Wij drinken elke morgen koffie met melk",
)
"""German, Spanish, French, Italian, Portuguese, Swedish and Dutch, without an accent."""

LISTS = (
    "Alice Bob Carol David Erin Frank",
    "Jose Garcia Maria Rodriguez Carlos Fernandez",
    "Harry Hermione Ron Draco Severus Albus",
    "one two three four five six seven eight",
    "apples bananas oranges milk bread butter cheese",
)
SHORT = ("Bunraku", "Hello Bunraku", "Yes!", "Amazing Bunraku masters visited Kanazawa yesterday")


def refused(text):
    try:
        unlisted([listed(word) for word in words_of(text)])
    except DataError:
        return True
    return False


@pytest.mark.parametrize(
    "text", [*FOREIGN, "\u732b \u304c", "there are 12 of them", "łąka była żółta"]
)
def test_another_language_is_refused_with_a_way_out(text):
    with pytest.raises(DataError, match="no words of English") as found:
        unlisted([listed(word) for word in words_of(text)])
    assert "--phones LABELS" in found.value.fix


@pytest.mark.parametrize("text", [*SENTENCES, *LISTS, *SHORT])
def test_english_is_not_refused_however_short_or_rare_its_words(text):
    assert not refused(text)


def test_of_what_is_read_only_a_drill_of_vowels_is_taken_for_another_language():
    lines = READ.read_text("utf-8").splitlines() + PASSAGE.read_text("utf-8").splitlines()
    assert len(lines) > 280
    assert [line for line in lines if words_of(line) and refused(line)] == [
        "Heed, hid, head, had, hut, hoed, hood, who'd, hawed, heard."
    ]


def test_what_the_dictionary_lacks_is_named_once():
    assert unlisted(words_of("bunraku is the old art of bunraku's masters")) == [
        "bunraku",
        "bunraku's",
    ]


@pytest.mark.parametrize(
    ("word", "found"),
    [("'hello'", "hello"), ("goodbye'", "goodbye"), ("'twas", "'twas"), ("boys'", "boys'")],
)
def test_an_apostrophe_belongs_to_a_word_if_the_dictionary_has_it(word, found):
    assert listed(word) == found


def test_the_common_words_are_written_as_the_dictionary_has_them():
    common = COMMON.read_text("utf-8").split()
    assert len(common) == len(set(common))
    assert all(re.fullmatch("[a-z']+", word) and listed(word) == word for word in common)
