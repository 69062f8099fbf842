"""Whether a text is English: what of its words the dictionary has, and how common they are."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pocketsphinx

import assets
from engine.errors import DataError

COMMON: Final = Path(assets.__file__).parent / "speech" / "common_words.txt"
"""The commonest words of English, without those that its neighbours use as much: a, in, me, so. The
dictionary alone does not tell, for it is full of names from everywhere: of German or Spanish
without accents it has two words in three."""

FEW: Final = 0.1
"""Share of unknown words up to which a text is English, however rare the others are: a list."""

SHORT: Final = 8
"""Words of a text; one of a shorter may be unknown, whatever the others are.

Both were chosen on sentences in plain letters, one by one: of 138 in 13 languages 7 are taken for
English, four of which the dictionary has every word of; of 367 in English 3 are refused: two lists
of sounds and one of Japanese words. With two of the words of 242 replaced by unknown names, 10
are."""


@functools.cache
def dictionary() -> frozenset[str]:
    """Return the words that pocketsphinx can pronounce; 0.1 s the first time."""
    path = Path(pocketsphinx.get_model_path()) / "en-us" / "cmudict-en-us.dict"
    return frozenset(line.split(maxsplit=1)[0] for line in path.read_text("utf-8").splitlines())


def listed(word: str) -> str:
    """Return a word as the dictionary writes it: without accents and quotation marks.

    >>> [listed(word) for word in ("café", "'hello'", "'twas", "dogs'")]
    ['cafe', 'hello', "'twas", "dogs'"]
    """
    letters = unicodedata.normalize("NFD", word)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    forms = (plain, plain.rstrip("'"), plain.lstrip("'"))
    return next((form for form in forms if form in dictionary()), plain.strip("'"))


def unlisted(words: Sequence[str]) -> list[str]:
    """Return the words of a text that the dictionary does not have, each once.

    Raises
    ------
    DataError
        If the text is not English: more of its words are unknown than are among the commonest, or
        one cannot be read out by its letters.
    """
    unknown = [word for word in words if word not in dictionary()]
    strange = [word for word in unknown if not (word.isascii() and word.replace("'", "").isalpha())]
    common = sum(word in _common() for word in words)
    few = FEW * len(words) if len(words) >= SHORT else 1
    distinct = list(dict.fromkeys(strange or unknown))
    if strange or len(unknown) > max(common, few):
        msg = f"no words of English: {', '.join(distinct[:5])}"
        fix = "write numbers as words; for other languages give timed phones: --phones LABELS"
        raise DataError(msg, fix=fix)
    return distinct


@functools.cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text("utf-8").split())
