"""Praat's TextGrid files: tiers of labelled intervals, long and short form."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from engine.errors import DataError, FileError
from systems.voice.lipsync.phones import Phone

_TOKEN: Final = re.compile(
    r'"((?:[^"]|"")*)"|(?<![\w".\[])(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?![\w"\].])'
)
"""A string, or a number that is not the index of an item; both forms say the same in this order."""


def read_textgrid(path: Path) -> dict[str, list[Phone]]:
    """Return the intervals of each tier by its name; tiers of points are left out.

    Raises
    ------
    FileError, DataError
        If the file cannot be read or is no TextGrid.
    """
    text = read_text(path)
    if "ooTextFile" not in text[:200] or "TextGrid" not in text[:200]:
        msg = f"{path.name} is no TextGrid"
        raise DataError(msg, fix="save it in Praat with Save as text file")
    values = [
        match[1].replace('""', '"') if match[1] is not None else float(match[2])
        for match in _TOKEN.finditer(text.partition("<exists>")[2])
    ]
    try:
        return _tiers(values)
    except (IndexError, TypeError, ValueError, OverflowError) as error:
        msg = f"{path.name} is a TextGrid that breaks off"
        raise DataError(msg, fix="save it again, or fetch it again") from error


def _tiers(values: list[str | float]) -> dict[str, list[Phone]]:
    """Return the tiers from their number and, of each: class, name, start, end, size, items."""
    tiers, at = {}, 1
    for _ in range(int(values[0])):
        kind, name, size = values[at], str(values[at + 1]), int(values[at + 4])
        width = 3 if kind == "IntervalTier" else 2
        at += 5
        items = [values[at + i * width : at + (i + 1) * width] for i in range(size)]
        at += size * width
        if kind == "IntervalTier":
            tiers[name] = [Phone(float(i[0]), float(i[1]), str(i[2]).strip()) for i in items]
    return tiers


def read_text(path: Path) -> str:
    """Return a text file in UTF-8 or, with its byte order mark, in UTF-16.

    Raises
    ------
    FileError
        If it is missing, cannot be read, or is no text.
    """
    try:
        content = path.read_bytes()
        coding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        return content.decode(coding)
    except OSError as error:
        msg = f"cannot read {path}: {error.strerror}"
        raise FileError(msg, fix="check the path and its spelling") from error
    except UnicodeDecodeError as error:
        msg = f"{path.name} is no text in UTF-8 or UTF-16"
        raise FileError(msg, fix="save it as UTF-8") from error
