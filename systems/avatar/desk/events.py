"""What a user does to the window, without the window: values that tests can write down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

Button = Literal["left", "right"]
Place = tuple[float, float]
"""px from the window's top left corner, x right, y down."""


@dataclass(frozen=True)
class Key:
    """A key went down. `name` is lower case, with modifiers in front: ``m``, ``f1``, ``ctrl+s``."""

    name: str


@dataclass(frozen=True)
class Press:
    """A mouse button went down; `count` is 2 for the second press of a double click."""

    at: Place
    button: Button = "left"
    count: int = 1


@dataclass(frozen=True)
class Drag:
    """The mouse moved by `by` px to `at` with a button held."""

    at: Place
    by: Place
    button: Button = "left"


@dataclass(frozen=True)
class Release:
    """A mouse button went up."""

    at: Place
    button: Button = "left"


@dataclass(frozen=True)
class Scroll:
    """The wheel turned; positive `notches` are away from the user."""

    at: Place
    notches: float


@dataclass(frozen=True)
class Drop:
    """A file was dropped on the window."""

    path: Path


Event = Key | Press | Drag | Release | Scroll | Drop

DOUBLE_SECONDS, DOUBLE_PIXELS = 0.4, 6
"""How quickly and how near each other two presses make a double click."""


class Clicks:
    """Counts presses, since pyglet does not say which one is the second of a double click."""

    def __init__(self) -> None:
        self._last: tuple[Place, Button, float] | None = None

    def count(self, at: Place, button: Button, now: float) -> int:
        """Return 2 for the second press of a double click, else 1. `now` is in seconds."""
        last, self._last = self._last, (at, button, now)
        if last is None or button != last[1] or now - last[2] > DOUBLE_SECONDS:
            return 1
        if max(abs(at[0] - last[0][0]), abs(at[1] - last[0][1])) > DOUBLE_PIXELS:
            return 1
        self._last = None
        return 2


def merged(events: Iterable[Event]) -> list[Event]:
    """Return the events with each run of drags as one: their sum, ending where they ended.

    A window that follows the mouse must move once for all that was queued before it moved.
    """
    out: list[Event] = []
    for event in events:
        last = out[-1] if out else None
        if isinstance(event, Drag) and isinstance(last, Drag) and last.button == event.button:
            by = (last.by[0] + event.by[0], last.by[1] + event.by[1])
            out[-1] = replace(event, by=by)
        else:
            out.append(event)
    return out
