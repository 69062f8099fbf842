"""What is said in a recording: subtitles, a TextGrid, or plain text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

from engine.errors import DataError
from systems.voice.lipsync.textgrid import read_text, read_textgrid


class Sentence(NamedTuple):
    """Some words, and where they are said; None where the text does not say."""

    words: tuple[str, ...]
    start: float | None = None
    end: float | None = None

    def __str__(self) -> str:
        return " ".join(self.words)


_CUE: Final = re.compile(
    r"(?:(\d+):)?(\d+):(\d+)[,.](\d{1,3})\s*-->\s*"
    r"(?:(\d+):)?(\d+):(\d+)[,.](\d{1,3})[^\n]*\n(.*?)(?:\n\s*\n|\Z)",
    re.DOTALL,
)
"""A subtitle of SRT or WebVTT."""

_MARKUP: Final = re.compile(r"<[^>]*>|\{[^}]*\}|\[[^\]]*\]")
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*'?|\d+")


def read_transcript(path: Path) -> list[Sentence]:
    """Return the sentences of a text, in order.

    Parameters
    ----------
    path : Path
        ``.srt`` or ``.vtt``, a Praat ``.TextGrid`` (its tier of words, or its only one), or plain
        text, which is one sentence.

    Raises
    ------
    FileError, DataError
        If it cannot be read, or no word is in it.
    """
    suffix = path.suffix.lower()
    if suffix in (".srt", ".vtt"):
        sentences = _subtitles(read_text(path))
    elif suffix == ".textgrid":
        sentences = _intervals(path)
    else:
        sentences = [Sentence(words_of(read_text(path)))]
    spoken = [sentence for sentence in sentences if sentence.words]
    if not spoken:
        msg = f"there is not one word in {path.name}"
        raise DataError(msg, fix="give the words that are spoken, or leave --text out")
    return spoken


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, without what is not said."""
    plain = _MARKUP.sub(" ", text).replace("\u2019", "'")
    return tuple(word.lower() for word in _WORD.findall(plain))


def _subtitles(text: str) -> list[Sentence]:
    cues = _CUE.findall(text.replace("\r\n", "\n") + "\n")
    return [Sentence(words_of(cue[8]), _seconds(cue[:4]), _seconds(cue[4:8])) for cue in cues]


def _seconds(parts: tuple[str, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    return 3600 * int(hours or 0) + 60 * int(minutes) + int(seconds) + float(f"0.{fraction}")


def _intervals(path: Path) -> list[Sentence]:
    tiers = read_textgrid(path)
    chosen = [name for name in tiers if "word" in name.lower() or "sentence" in name.lower()]
    if not chosen and len(tiers) != 1:
        msg = f"{path.name} has no tier of words among {', '.join(tiers) or 'none'}"
        raise DataError(msg, fix="call the tier 'words' or 'sentences'")
    items = tiers[chosen[0] if chosen else next(iter(tiers))]
    return [Sentence(words_of(label), start, end) for start, end, label in items]
