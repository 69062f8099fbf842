"""Where an event goes: to the open panel, to a hotkey, or to the view."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from systems.avatar.desk.events import Drag, Drop, Event, Key, Press, Release, Scroll
from systems.avatar.desk.menu import Menu, Setting
from systems.avatar.desk.menu_layout import MenuLayout
from systems.avatar.desk.view_control import ViewControl


@dataclass(frozen=True)
class Act:
    """Do what a hotkey stands for: an action of `hotkeys.ACTIONS`, or an expression."""

    name: str


@dataclass(frozen=True)
class Change:
    """A setting was changed in the panel; apply it and save it."""

    setting: Setting


@dataclass(frozen=True)
class Move:
    """Move the window on the desktop, px right and down."""

    by: tuple[float, float]


@dataclass(frozen=True)
class Load:
    """Show another avatar."""

    path: Path


Wish = Act | Change | Move | Load

MENU_KEYS = frozenset(
    ["up", "down", "left", "right", "pageup", "pagedown", "enter", "space", "delete", "backspace"]
)
"""Keys that an open panel takes for itself."""


class Controls:
    """What the user does to the desk itself; what goes beyond it is returned as wishes.

    Parameters
    ----------
    bound : mapping of key to action
    open_menu : callable
        Returns the panel with the settings as they are.
    borderless : bool
        A drag with the left button moves the window.

    Attributes
    ----------
    view : ViewControl
    menu : Menu or None
        The settings panel while it is open.
    help, overlay : bool
        Whether the list of keys, and the camera with its times, are shown.
    """

    def __init__(
        self, bound: Mapping[str, str], open_menu: Callable[[], Menu], *, borderless: bool = False
    ) -> None:
        self.view = ViewControl()
        self.menu: Menu | None = None
        self.help, self.overlay = False, False
        self._bound, self._open_menu, self._borderless = bound, open_menu, borderless
        self._grip: tuple[float, float] | None = None

    def hear(self, event: Event, size: tuple[int, int], scale: float = 1.0) -> list[Wish]:
        """Act on an event in a window of `size` px; return what others have to do about it."""
        layout = self.layout(size, scale)
        match event:
            case Key(name):
                return self._key(name, layout)
            case Press():
                self._grip = event.at
                return self._press(event, layout)
            case Drag():
                return self._drag(event, layout, size[1])
            case Release():
                if self.menu is not None:
                    self.menu.release()
                return []
            case Scroll(at, notches):
                self._scroll(at, notches, layout)
                return []
            case Drop(path):
                return [Load(path)]
            case _:
                assert_never(event)

    def shown(self, size: tuple[int, int], scale: float) -> ViewControl:
        """Return the view with the avatar in the middle of what an open panel leaves free."""
        layout = self.layout(size, scale)
        if layout is None:
            return self.view
        covered = size[0] - layout.left
        return self.view.panned(-min(covered, size[0] - covered) / 2 / size[1], 0.0)

    def layout(self, size: tuple[int, int], scale: float) -> MenuLayout | None:
        """Return where the open panel is, None if it is closed."""
        return None if self.menu is None else MenuLayout.of(size, len(self.menu.rows), scale)

    def _key(self, name: str, layout: MenuLayout | None) -> list[Wish]:
        if self.menu is not None and layout is not None and name in MENU_KEYS:
            return _changes(self.menu.key(name, layout.room))
        action = self._bound.get(name)
        match action:
            case None:
                return []
            case "settings":
                self._toggle_menu()
            case "help":
                self.help = not self.help
            case "overlay":
                self.overlay = not self.overlay
            case "reset_view":
                self.view = self.view.reset()
            case "full_body":
                self.view = self.view.framing_other()
            case _:
                return [Act(action)]
        return []

    def _toggle_menu(self) -> None:
        if self.help:  # Esc closes whatever is open
            self.help = False
        elif self.menu is None:
            self.menu = self._open_menu()
        else:
            self.menu = None

    def _press(self, event: Press, layout: MenuLayout | None) -> list[Wish]:
        if self.menu is not None and layout is not None and layout.holds(event.at):
            self._grip = None  # what began on the panel moves nothing else
            if event.button == "left":
                return _changes(self.menu.press(event.at, event.count, layout))
            return []
        if event.count == 2 and event.button == "left":
            self.view = self.view.reset()
        return []

    def _drag(self, event: Drag, layout: MenuLayout | None, height: int) -> list[Wish]:
        if self._grip is None:
            if self.menu is None or layout is None:
                return []
            return _changes(self.menu.drag(event.at, layout))
        right, down = event.by[0] / height, event.by[1] / height
        if event.button == "right":
            self.view = self.view.orbited(right, down)
        elif self._borderless:
            # The window comes along under the mouse: how far it is from the grip is what is left.
            return [Move((event.at[0] - self._grip[0], event.at[1] - self._grip[1]))]
        else:
            self.view = self.view.panned(right, down)
        return []

    def _scroll(self, at: tuple[float, float], notches: float, layout: MenuLayout | None) -> None:
        if self.menu is not None and layout is not None and layout.holds(at):
            self.menu.scroll(notches, layout.room)
        else:
            self.view = self.view.zoomed(notches)


def _changes(setting: Setting | None) -> list[Wish]:
    return [] if setting is None else [Change(setting)]
