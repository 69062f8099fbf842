"""How English words that no dictionary has are probably said, from their letters."""

from __future__ import annotations

import re
from typing import Final

_SOUNDS: Final = {
    **{"tch": "CH", "sch": "SH", "igh": "AY", "tion": "SH AH N", "sion": "ZH AH N", "qu": "K W"},
    **{"ch": "CH", "sh": "SH", "th": "TH", "ph": "F", "gh": "G", "wh": "W", "ck": "K", "ng": "NG"},
    **{"kn": "N", "wr": "R", "ee": "IY", "ea": "IY", "ai": "EY", "ay": "EY", "oa": "OW"},
    **{"oo": "UW", "ou": "AW", "ow": "OW", "oi": "OY", "oy": "OY", "au": "AO", "aw": "AO"},
    **{"ew": "UW", "ie": "IY", "ei": "EY", "ey": "IY", "ue": "UW", "ar": "AA R", "er": "ER"},
    **{"ir": "ER", "or": "AO R", "ur": "ER", "a": "AE", "b": "B", "c": "K", "d": "D", "e": "EH"},
    **{"f": "F", "g": "G", "h": "HH", "i": "IH", "j": "JH", "k": "K", "l": "L", "m": "M"},
    **{"n": "N", "o": "AA", "p": "P", "q": "K", "r": "R", "s": "S", "t": "T", "u": "AH"},
    **{"v": "V", "w": "W", "x": "K S", "y": "IY", "z": "Z"},
}
"""The commonest sound of letters, the longest group first. Rough, and good enough to find where a
word is: the sound itself decides when each phone begins."""

_LETTERS: Final = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_SILENT_E: Final = re.compile(r"(?<=[aeiou][bcdfgklmnprstvz])e$")
_DOUBLED: Final = re.compile(r"([bcdfgklmnprstvz])\1")
_LAST_VOWEL: Final = {"a": "AH", "e": "IY", "i": "IY", "o": "OW", "u": "UW"}


def guessed(word: str) -> str:
    """Return a pronunciation in ARPABET of a word of the letters a to z.

    >>> guessed("bunraku")
    'B AH N R AE K UW'
    """
    stem = _DOUBLED.sub(r"\1", _SILENT_E.sub("", re.sub("[^a-z]", "", word)))
    parts = _LETTERS.findall(stem)
    sounds = [_SOUNDS[part] for part in parts]
    if sounds and parts[-1] in _LAST_VOWEL:
        sounds[-1] = _LAST_VOWEL[parts[-1]]
    return " ".join(sounds)
