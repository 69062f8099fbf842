"""Draws the list of hotkeys, and the lines that say what has just happened."""

from __future__ import annotations

from collections.abc import Sequence

from systems.avatar.desk import ink

LINE = 26
KEY: ink.Colour = (58, 55, 72)


def draw_keys(lines: Sequence[tuple[str, str]], scale: float = 1.0) -> ink.Picture:
    """Return a card of keys and what they do, (h, w, 4) RGBA."""
    s = scale
    keys = max(ink.text_width(key, 13 * s, 600) for key, _ in lines) + 16 * s
    words = max(ink.text_width(meaning, 14 * s) for _, meaning in lines)
    width = round(max(keys + words + 52 * s, 260 * s))
    picture = ink.card(width, round(keys_height(lines) * s), 12 * s)
    ink.write(picture, "Keys", 18 * s, 32 * s, 17 * s, weight=600)
    hint = "F1 closes"
    ink.write(
        picture, hint, width - 18 * s - ink.text_width(hint, 12 * s), 32 * s, 12 * s, ink.FAINT
    )
    for row, (key, meaning) in enumerate(lines):
        middle = (60 + LINE * row) * s
        cap = ink.text_width(key, 13 * s, 600) + 14 * s
        ink.panel(picture, 18 * s, middle - 10 * s, cap, 20 * s, colour=KEY, radius=5 * s)
        ink.write(picture, key, 25 * s, middle + 5 * s, 13 * s, weight=600)
        ink.write(picture, meaning, 26 * s + keys, middle + 5 * s, 14 * s)
    return picture


def keys_height(lines: Sequence[tuple[str, str]]) -> int:
    """Return the height of the card of keys at scale 1, px."""
    return 58 + LINE * len(lines)


def draw_notice(text: str, width: int, *, alarm: bool, scale: float = 1.0) -> ink.Picture:
    """Return one line of news on a card at most `width` px wide; an alarm has a red bar.

    A text of two lines, as errors are, takes two lines.
    """
    s, size = scale, 14 * scale
    room = width - 36 * s
    lines = [part for line in text.splitlines() for part in _wrapped(line.strip(), room, size)]
    across = round(max(ink.text_width(line, size) for line in lines) + 36 * s)
    picture = ink.card(across, round((14 + 20 * len(lines)) * s), 10 * s)
    if alarm:
        ink.bar(picture, 8 * s, 8 * s, 3 * s, picture.shape[0] - 16 * s, ink.ALARM)
    for row, line in enumerate(lines):
        ink.write(picture, line, 19 * s, (22 + 20 * row) * s, size)
    return picture


def draw_recording(seconds: float, scale: float = 1.0) -> ink.Picture:
    """Return a red dot and the length of the film that is being written."""
    s = scale
    clock = f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
    picture = ink.card(round(74 * s), round(28 * s), 14 * s)
    ink.disc(picture, 15 * s, 13.5 * s, 5 * s, ink.ALARM)
    ink.write(picture, clock, 28 * s, 19 * s, 14 * s)
    return picture


def _wrapped(line: str, width: float, size: float) -> list[str]:
    """Break a line at spaces; a word longer than the width is shortened."""
    rows = [""]
    for word in line.split():
        longer = f"{rows[-1]} {word}".strip()
        if ink.text_width(longer, size) <= width:
            rows[-1] = longer
        else:
            rows.append(ink.shortened(word, width, size))
    return [row for row in rows if row] or [""]
