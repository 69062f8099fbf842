"""Phones on a time line, and what each of them looks like, in the notations in use."""
# ruff: noqa: RUF001  letters of the IPA look like others

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from engine.errors import DataError
from systems.topology import VISEME
from systems.voice.visemes.labels import ARPABET


class Phone(NamedTuple):
    """A phone: when it begins and ends, s, and its label."""

    start: float
    end: float
    label: str


class Shown(NamedTuple):
    """A viseme: when it begins and ends, s, and its index in `topology.VISEMES`."""

    start: float
    end: float
    viseme: int


_SYMBOLS: Final = {
    "PP": "p b m ʙ ɓ ɸ β",
    "FF": "f v ɱ ʋ ⱱ",
    "TH": "θ ð T D",
    "DD": "t d ʈ ɖ ɗ ɾ 4",
    "kk": "k g ɡ q c ɟ x ɣ χ X h ɦ H ħ ʔ ? ʕ G ɢ C ç",
    "CH": "ʃ ʒ S Z ɕ ʑ ʂ ʐ",
    "SS": "s z",
    "nn": "n N ŋ ɲ J ɳ ɴ l L ʎ ɭ ɫ ʟ ɬ 5",
    "RR": "r R ʁ ɹ ɻ ʀ ɽ ɝ ɚ ɜ ɘ 3",
    "aa": "a A ɑ ɐ 6 æ { ʌ V ə @ ɒ Q",
    "E": "e E ɛ",
    "I": "i I ɪ ɨ j 1",
    "O": "o O ɔ ø ɵ œ 2 9 ɤ ɞ 8",
    "U": "u U ʊ y Y ʏ ʉ ɯ } w W ʍ ɥ M",
}
SYMBOLS: Final[dict[str, int]] = {
    symbol: VISEME[name] for name, symbols in _SYMBOLS.items() for symbol in symbols.split()
}
"""Viseme of each base symbol of the IPA and of SAMPA, which writes it in ASCII.

Sources: IPA chart (2020) for how a sound is made; Wells, SAMPA (1997) for the letters, of which no
two that mean different mouths clash but H: a rounded glide in French, here the h of most others.
"""

PAUSES: Final = {"", "_", "_:", "#", "sil", "sp", "spn", "pau", "<eps>", "<p:>", "<nib>", "<usb>"}

AFFRICATES: Final = {"tS", "dZ", "tʃ", "dʒ", "tɕ", "dʑ", "ʈʂ", "ɖʐ"}
"""Two symbols whose lips are those of the second."""


VOWELS: Final = {VISEME[name] for name in ("aa", "E", "I", "O", "U", "RR")}


def is_arpabet(labels: Iterable[str]) -> bool:
    """Whether labels are ARPABET's: its letters S, T, Z are other sounds in SAMPA."""
    bare = [_bare(label) for label in labels if label.lower() not in PAUSES]
    known = all(label.lower() in ARPABET for label in bare)
    return known and (any(len(label) > 1 for label in bare) or "".join(bare).isupper())


def visemes_of(label: str, *, arpabet: bool) -> tuple[int, ...]:
    """Return the visemes that share a phone's time, indices into `topology.VISEMES`.

    Parameters
    ----------
    label : str
        Stress, length and diacritics do not matter; a diphthong gives two visemes. Nothing is
        returned for a label in which nothing is known, or for a word: three sounds, not all vowels.
    arpabet : bool
        The label is of ARPABET; otherwise of the IPA or of SAMPA.
    """
    if label.lower() in PAUSES:
        return (VISEME["sil"],)
    if arpabet:
        return ARPABET.get(_bare(label).lower(), ())
    plain = re.sub("_.|[\u0361\u035c]", "", unicodedata.normalize("NFD", label))
    if plain[:2] in AFFRICATES:
        plain = plain[1:]
    found = [SYMBOLS[symbol] for symbol in plain if symbol in SYMBOLS]
    shown = tuple(v for i, v in enumerate(found) if i == 0 or v != found[i - 1])
    is_word = len(shown) > 2 and not VOWELS.issuperset(shown)
    return () if is_word else shown[:2]


def _bare(label: str) -> str:
    return label.rstrip("012")


def shown_visemes(phones: Sequence[Phone], name: str = "the phones") -> list[Shown]:
    """Return what phones of a file called `name` show; those of a glide share its time.

    Raises
    ------
    DataError
        If a label is no phone: the message has the first of them.
    """
    arpabet = is_arpabet(phone.label for phone in phones)
    unknown = {p.label for p in phones if not visemes_of(p.label, arpabet=arpabet)}
    if unknown:
        more = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
        msg = f"{name}: no phones are {', '.join(sorted(unknown)[:5])}{more}"
        raise DataError(msg, fix="label phones in ARPABET, IPA or SAMPA, one by one, not words")
    shown = []
    for start, end, label in phones:
        visemes = visemes_of(label, arpabet=arpabet)
        step = (end - start) / len(visemes)
        shown += [Shown(start + i * step, start + (i + 1) * step, v) for i, v in enumerate(visemes)]
    return shown
