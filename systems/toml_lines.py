"""Which line of a TOML text says something."""

from __future__ import annotations

import re

HEADER = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]")
ENTRY = re.compile(
    r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""
)
WORD = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


def line_of(text: str, keys: tuple[str, ...]) -> int:
    r"""Return the number, from 1, of the line that sets a key, or else the nearest one around it.

    A key inside an inline table has no line of its own: that of the table counts.

    Examples
    --------
    >>> line_of("[window]\nsize = [1, 2]", ("window", "size"))
    2
    """
    best, deepest = 1, 0
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := HEADER.match(line):
            here = table = _keys(header[1])
        elif entry := ENTRY.match(line):
            here = table + _keys(entry[1])
        else:
            continue
        shared = here[: len(keys)] == keys[: len(here)]
        if shared and min(len(here), len(keys)) > deepest:
            best, deepest = number, min(len(here), len(keys))
    return best


def _keys(words: str) -> tuple[str, ...]:
    return tuple(word.strip("\"'") for word in WORD.findall(words))
