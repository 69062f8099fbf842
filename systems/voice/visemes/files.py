"""Labelled sound from files: recordings with their phones beside them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import msgspec

from engine.errors import DataError, FileError
from systems.voice.lipsync.labels import read_phones
from systems.voice.lipsync.phones import Phone, shown_visemes
from systems.voice.lipsync.recording import heard_samples
from systems.voice.lipsync.textgrid import read_text
from systems.voice.visemes.labels import Labelled, labelled

Reader = Callable[[Path], Sequence[Phone]]


class _Timed(msgspec.Struct):
    """A phone in an alignment by pocketsphinx: begin and duration, s, and text."""

    b: float
    d: float
    t: str


class _Word(msgspec.Struct):
    w: list[_Timed]


class _Alignment(msgspec.Struct):
    w: list[_Word]


def read_folder(folder: Path) -> list[Labelled]:
    """Return all recordings of a folder and the folders in it that have labels beside them.

    Parameters
    ----------
    folder : Path
        With NAME.wav and NAME.phone.json, NAME.TextGrid, NAME.lab or NAME.json.

    Raises
    ------
    FileError, DataError
        If there is none, or one cannot be read.
    """
    pairs = [
        read_labelled(sound, labels)
        for sound in sorted(folder.rglob("*.wav"))
        if (labels := _beside(sound)) is not None
    ]
    if not pairs:
        msg = f"{folder} has no .wav file with labels beside it"
        raise FileError(msg, fix="put NAME.lab, NAME.TextGrid or NAME.json beside NAME.wav")
    return pairs


def read_labelled(sound: Path, labels: Path) -> Labelled:
    """Return a recording with the phones of a file.

    Raises
    ------
    FileError, DataError
        If one of them cannot be read.
    """
    shown = shown_visemes(_phones(labels), labels.name)
    return labelled(heard_samples(sound), shown, sound.parent.name)


def read_segments(path: Path) -> list[Phone]:
    """Return the phones of a `.lab` of festival: ``#``, then an end, a colour and a name a line.

    Raises
    ------
    FileError, DataError
        If the file cannot be read, or a line is none of these.
    """
    ends, names = [0.0], []
    for line in read_text(path).partition("#\n")[2].splitlines():
        try:
            end, _, name = line.split()
            ends.append(float(end))
        except ValueError as error:
            msg = f"{path.name} has a line that is no segment: {line[:40]!r}"
            raise DataError(msg, fix="write an end in seconds, a colour and a phone") from error
        names.append(name)
    times = zip(pairwise(ends), names, strict=True)
    return [Phone(start, end, name) for (start, end), name in times]


def read_alignment(path: Path) -> list[Phone]:
    """Return the phones of an alignment by pocketsphinx, words of phones as JSON.

    Raises
    ------
    FileError, DataError
        If it cannot be read, or is none.
    """
    try:
        words = msgspec.json.decode(read_text(path), type=_Alignment).w
        return [Phone(p.b, p.b + p.d, p.t) for word in words for p in word.w]
    except msgspec.DecodeError as error:
        msg = f"{path.name} is no alignment of pocketsphinx's: {error}"
        raise DataError(msg, fix="write it with: pocketsphinx -phone_align yes align") from error


def _lab(path: Path) -> Sequence[Phone]:
    """Tell festival's labels from those of HTK and Audacity by the end of their head."""
    festivals = "#" in read_text(path).splitlines()
    return read_segments(path) if festivals else read_phones(path)


READERS: Final[dict[str, Reader]] = {
    ".phone.json": read_alignment,
    ".TextGrid": read_phones,
    ".lab": _lab,
    ".json": read_alignment,
}
"""How labels are read, by the end of their name; the first that is there counts."""


def _beside(sound: Path) -> Path | None:
    return next((p for suffix in READERS if (p := sound.with_suffix(suffix)).is_file()), None)


def _phones(path: Path) -> Sequence[Phone]:
    suffixes: Iterator[str] = (suffix for suffix in READERS if path.name.endswith(suffix))
    phones = READERS[next(suffixes)](path)
    wrong = next((p for p in phones if not 0 <= p.start <= p.end < math.inf), None)
    if wrong is not None:
        msg = f"{path.name}: '{wrong.label}' lasts from {wrong.start:g} to {wrong.end:g} s"
        raise DataError(msg, fix="mend the times")
    return phones
