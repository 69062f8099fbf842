"""The settings panel: its rows, and what keys and mouse do to them. It draws nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from systems.avatar.desk.menu_layout import MenuLayout


@dataclass(frozen=True)
class Heading:
    """A line of text between settings; it cannot be focused."""

    label: str


@dataclass(frozen=True)
class Choice:
    """One of several words."""

    key: tuple[str, ...]  # in the settings file
    label: str
    options: tuple[str, ...]
    value: str

    def moved(self, steps: int) -> Choice:
        """Return the choice `steps` further on, going round at the ends."""
        outside = -1 if steps > 0 else 0  # a camera that was pulled out is before the first
        at = self.options.index(self.value) if self.value in self.options else outside
        return replace(self, value=self.options[(at + steps) % len(self.options)])


@dataclass(frozen=True)
class Toggle:
    """On or off."""

    key: tuple[str, ...]
    label: str
    value: bool

    def moved(self, _steps: int) -> Toggle:
        """Return the other one."""
        return replace(self, value=not self.value)


@dataclass(frozen=True)
class Dial:
    """A number from 0 to `most`, in steps."""

    key: tuple[str, ...]
    label: str
    value: float
    most: float
    step: float = 0.05
    rest: float = 1.0

    def moved(self, steps: int) -> Dial:
        """Return the dial `steps` further up, or down."""
        return self.at((self.value + steps * self.step) / self.most)

    def at(self, share: float) -> Dial:
        """Return the dial at a share 0..1 of its way, on the nearest step."""
        steps = round(min(max(share, 0.0), 1.0) * self.most / self.step)
        return replace(self, value=round(steps * self.step, 6))


Setting = Choice | Toggle | Dial
Row = Heading | Setting


class Menu:
    """A list of settings with a focus, scrolled to where the focus is.

    Every method that can change a setting returns it when it did, so that the caller applies and
    saves it, and None otherwise.

    Attributes
    ----------
    rows : list of Row
    focus : int
        Row that the keys change.
    top : int
        First row that is visible.
    held : int or None
        Dial that the mouse is dragging.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = list(rows)
        self.focus = next(i for i, row in enumerate(rows) if not isinstance(row, Heading))
        self.top = 0
        self.held: int | None = None

    def key(self, name: str, room: int) -> Setting | None:
        """Act on a key; `room` rows are visible."""
        moves = {"up": -1, "down": 1, "pageup": -room, "pagedown": room}
        if name in moves:
            self._focus_on(self.focus + moves[name], room, way=1 if moves[name] > 0 else -1)
            return None
        row = self.rows[self.focus]
        assert not isinstance(row, Heading), "a heading is never focused"
        if name in ("left", "right"):
            return self._put(self.focus, row.moved(1 if name == "right" else -1))
        if name in ("enter", "space") and not isinstance(row, Dial):
            return self._put(self.focus, row.moved(1))
        if name in ("delete", "backspace"):
            return self._rest(self.focus)
        return None

    def press(self, at: tuple[float, float], count: int, layout: MenuLayout) -> Setting | None:
        """Act on the left button going down at a place inside the panel."""
        index = layout.row_at(at, self.top, len(self.rows))
        if index is None or isinstance(self.rows[index], Heading):
            return None
        self.focus, row = index, self.rows[index]
        if isinstance(row, Dial):
            if count == 2:
                return self._rest(index)
            if layout.on_track(at):
                self.held = index
                return self.drag(at, layout)
        elif isinstance(row, Choice):
            return self._put(index, row.moved(layout.way(at)))
        elif isinstance(row, Toggle):
            return self._put(index, row.moved(1))
        return None

    def drag(self, at: tuple[float, float], layout: MenuLayout) -> Setting | None:
        """Act on the mouse moving with the button held."""
        row = None if self.held is None else self.rows[self.held]
        if self.held is None or not isinstance(row, Dial):
            return None
        return self._put(self.held, row.at(layout.share(at)))

    def release(self) -> None:
        """Let go of a dial."""
        self.held = None

    def scroll(self, notches: float, room: int) -> None:
        """Scroll by three rows per notch; positive is towards the top."""
        last = max(len(self.rows) - room, 0)
        self.top = min(max(self.top - round(3 * notches), 0), last)

    def show(self, key: tuple[str, ...], value: Any) -> None:
        """Take over a value that was changed elsewhere, by a hotkey say."""
        self.rows = [
            replace(row, value=value) if not isinstance(row, Heading) and row.key == key else row
            for row in self.rows
        ]

    def _put(self, index: int, row: Setting) -> Setting | None:
        changed = row != self.rows[index]
        self.rows[index] = row
        return row if changed else None

    def _rest(self, index: int) -> Setting | None:
        row = self.rows[index]
        return self._put(index, replace(row, value=row.rest)) if isinstance(row, Dial) else None

    def _focus_on(self, index: int, room: int, way: int) -> None:
        index = min(max(index, 0), len(self.rows) - 1)
        while 0 <= index < len(self.rows) and isinstance(self.rows[index], Heading):
            index += way
        if 0 <= index < len(self.rows):
            self.focus = index
        above = self.focus
        while above and isinstance(self.rows[above - 1], Heading):
            above -= 1  # a heading is seen with its first setting
        self.top = min(max(self.top, self.focus - room + 1), above)
