"""Phones that another program has timed: the files it writes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from engine.errors import DataError
from systems.voice.lipsync.phones import Phone
from systems.voice.lipsync.textgrid import read_text, read_textgrid

HTK_UNITS: Final = 1e-7
"""Seconds of HTK's unit of time."""


def read_phones(path: Path) -> list[Phone]:
    """Return the phones of a file, in order of time.

    Parameters
    ----------
    path : Path
        A Praat ``.TextGrid`` with a tier whose name begins with `phone` or `MAU` (Montreal Forced
        Aligner, WebMAUS), or lines of start, end and label: in seconds (Audacity's labels), or in
        100 ns as whole numbers (HTK's ``.lab``).

    Raises
    ------
    FileError, DataError
        If it cannot be read, or holds no phones.
    """
    phones = _tier(path) if path.suffix.lower() == ".textgrid" else _lines(path)
    if not phones:
        msg = f"{path.name} holds no phones"
        raise DataError(msg, fix="give a TextGrid with a tier 'phones', or lines: start end label")
    wrong = next((p for p in phones if not 0 <= p.start <= p.end), None)
    if wrong is not None:
        msg = f"{path.name}: '{wrong.label}' lasts from {wrong.start:g} to {wrong.end:g} s"
        raise DataError(msg, fix="mend the times")
    return sorted(phones)


def _tier(path: Path) -> list[Phone]:
    tiers = read_textgrid(path)
    for name, phones in tiers.items():
        if name.lower().rpartition(" - ")[2].startswith(("phone", "mau")):
            return phones
    return next(iter(tiers.values())) if len(tiers) == 1 else []


def _lines(path: Path) -> list[Phone]:
    rows = [line.split(maxsplit=2) for line in read_text(path).splitlines() if line.strip()]
    unit = HTK_UNITS if _is_htk(rows) else 1.0
    phones = []
    for number, row in enumerate(rows, start=1):
        try:
            phones.append(Phone(float(row[0]) * unit, float(row[1]) * unit, row[2].strip()))
        except (IndexError, ValueError) as error:
            msg = f"{path.name}, line {number}: not start, end and label: {' '.join(row)[:40]!r}"
            raise DataError(msg, fix="write one phone to a line: 0.25 0.31 AH") from error
    return phones


def _is_htk(rows: list[list[str]]) -> bool:
    """Whether times are whole numbers that as seconds would last longer than an hour."""
    times = [word for row in rows for word in row[:2]]
    return all(word.isdecimal() for word in times) and max(map(int, times), default=0) > 3600
