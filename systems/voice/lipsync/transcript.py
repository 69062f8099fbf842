"""What is said in a recording: subtitles, a TextGrid, or plain text."""

from __future__ import annotations

import html
import io
import math
import re
import textwrap
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import av
import numpy as np

from engine.errors import DataError
from systems.voice.lipsync.textgrid import read_text, read_textgrid

MARGIN: Final = 0.1
"""Seconds around a subtitle that are listened to as well: people set them loosely."""

LONGEST_LINE: Final = 1000
"""Letters of a line of subtitles; FFmpeg cuts those of SRT after 4095 bytes, wherever that is."""

SUBTITLES: Final = (".srt", ".vtt")


class Sentence(NamedTuple):
    """Some words, and between which times they are said, s; all of the sound if not told."""

    words: tuple[str, ...]
    start: float = 0.0
    end: float = math.inf

    def __str__(self) -> str:
        return " ".join(self.words)


_MARKUP: Final = re.compile(r"<[^>]*>|\{[^}]*\}|\[[^\]]*\]")
_WORD: Final = re.compile(r"'?[^\W\d_]+(?:'[^\W\d_]+)*'?|\d+")
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("\u2018\u2019\u201b\u02bc", "'"))


def read_transcript(path: Path) -> list[Sentence]:
    """Return the sentences of a text, in order of time; where one begins the one before it ends.

    Parameters
    ----------
    path : Path
        ``.srt`` or ``.vtt``, a Praat ``.TextGrid`` (its tier of words, or its only one), or plain
        text, which is one sentence.

    Raises
    ------
    FileError, DataError
        If it cannot be read, no word is in it, or words end before they begin.
    """
    suffix = path.suffix.lower()
    if suffix in SUBTITLES:
        sentences = _subtitles(read_text(path))
    elif suffix == ".textgrid":
        sentences = _intervals(path)
    else:
        sentences = [Sentence(words_of(read_text(path)))]
    spoken = [sentence for sentence in sentences if sentence.words]
    if not spoken:
        msg = f"there is not one word in {path.name}"
        raise DataError(msg, fix="give the words that are spoken, or leave --text out")
    wrong = next((s for s in spoken if not 0 <= s.start <= s.end), None)
    if wrong is not None:
        msg = f"{path.name}: '{wrong}' lasts from {wrong.start:g} to {wrong.end:g} s"
        raise DataError(msg, fix="mend the times")
    return _apart(sorted(spoken, key=lambda s: s.start), MARGIN if suffix in SUBTITLES else 0.0)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, without what is not said.

    An apostrophe before or after a word is left: it may be its own, or a quotation mark.
    """
    plain = unicodedata.normalize("NFKC", html.unescape(_MARKUP.sub(" ", text)))
    plain = plain.translate(_APOSTROPHES).replace("&", " and ")
    return tuple(word.lower() for word in _WORD.findall(plain))


def _subtitles(text: str) -> list[Sentence]:
    """Return the cues of SRT or WebVTT as FFmpeg reads them.

    In order of time; one that ends before it begins lasts until the next, if there is one.
    """
    lines = text.strip().splitlines()
    kind = "webvtt" if lines and lines[0].startswith("WEBVTT") else "srt"
    short = "\n".join(textwrap.fill(line, LONGEST_LINE) for line in lines)
    with av.open(io.BytesIO(short.encode()), format=kind) as file:
        cues = [packet for packet in file.demux() if packet.pts is not None]
    return [
        Sentence(
            words_of(bytes(cue).decode()),
            float(cue.pts * cue.time_base),
            float((cue.pts + cue.duration) * cue.time_base),
        )
        for cue in cues
    ]


def _apart(sentences: Sequence[Sentence], margin: float) -> list[Sentence]:
    """Return sentences of which none begins before the one before it ends.

    Each gets a margin, s, on both sides, or half of the gap to a nearer neighbour.
    """
    times = np.array([(sentence.start, sentence.end) for sentence in sentences])
    times[:-1, 1] = np.minimum(times[:-1, 1], times[1:, 0])
    gaps = times[1:, 0] - times[:-1, 1]
    margins = np.pad(np.minimum(gaps / 2, margin), 1, constant_values=margin)
    times = np.maximum(times + np.stack([-margins[:-1], margins[1:]], 1), 0)
    return [Sentence(s.words, *limits) for s, limits in zip(sentences, times.tolist(), strict=True)]


def _intervals(path: Path) -> list[Sentence]:
    tiers = read_textgrid(path)
    chosen = [name for name in tiers if "word" in name.lower() or "sentence" in name.lower()]
    if not chosen and len(tiers) != 1:
        msg = f"{path.name} has no tier of words among {', '.join(tiers) or 'none'}"
        raise DataError(msg, fix="call the tier 'words' or 'sentences'")
    items = tiers[chosen[0] if chosen else next(iter(tiers))]
    return [Sentence(words_of(label), start, end) for start, end, label in items]
