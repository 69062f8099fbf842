"""Turns what pyglet reports of a window into events."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyglet

from systems.avatar.desk.events import (
    Button,
    Clicks,
    Drag,
    Drop,
    Event,
    Key,
    Press,
    Release,
    Scroll,
    merged,
)
from systems.avatar.desk.hotkeys import MODIFIERS

KEY_NAMES = {"quoteleft": "grave", "return": "enter", "num_enter": "enter"}
"""pyglet's names, lower case, where `hotkeys.KEYS` has another one."""

REPEATED = frozenset(["up", "down", "left", "right", "pageup", "pagedown"])
"""Keys that go on while they are held: those that change a dial or scroll."""


class Listener:
    """Handlers to push on a pyglet window; their names are pyglet's."""

    def __init__(self, window: Any) -> None:
        self._window = window
        self._events: list[Event] = []
        self._clicks = Clicks()

    def take(self) -> list[Event]:
        """Return what was reported since this was last called, drags in a row as one."""
        events, self._events = merged(self._events), []
        return events

    def on_key_press(self, symbol: int, modifiers: int) -> bool:
        """Note a key, under the name that `hotkeys` has for it."""
        key = pyglet.window.key
        word = key.symbol_string(symbol).lower().removeprefix("_")
        held = [m for m in MODIFIERS if modifiers & getattr(key, f"MOD_{m.upper()}")]
        self._events.append(Key("+".join([*held, KEY_NAMES.get(word, word)])))
        return True

    def on_text_motion(self, motion: int) -> bool:
        """Note an arrow key that is held: pyglet repeats it as a motion, after its press."""
        word = pyglet.window.key.symbol_string(motion).lower()
        pressed_just_now = self._events[-1:] == [Key(word)]
        if word in REPEATED and not pressed_just_now:
            self._events.append(Key(word))
        return True

    def on_mouse_press(self, x: float, y: float, button: int, _modifiers: int) -> bool:
        """Note a button going down."""
        at, which = self._at(x, y), _button(button)
        count = self._clicks.count(at, which, time.monotonic())
        self._events.append(Press(at, which, count))
        return True

    def on_mouse_drag(
        self, x: float, y: float, dx: float, dy: float, buttons: int, _modifiers: int
    ) -> bool:
        """Note the mouse moving with a button held."""
        grain = self._grain()
        by = (dx * grain, -dy * grain)
        self._events.append(Drag(self._at(x, y), by, _button(buttons)))
        return True

    def on_mouse_release(self, x: float, y: float, button: int, _modifiers: int) -> bool:
        """Note a button going up."""
        self._events.append(Release(self._at(x, y), _button(button)))
        return True

    def on_mouse_scroll(self, x: float, y: float, _across: float, notches: float) -> bool:
        """Note the wheel."""
        self._events.append(Scroll(self._at(x, y), notches))
        return True

    def on_file_drop(self, _x: float, _y: float, paths: Sequence[str]) -> bool:
        """Note the first of the files that were dropped."""
        self._events.append(Drop(Path(paths[0])))
        return True

    def _grain(self) -> float:
        """Return framebuffer pixels per pixel of the mouse, 2 on a Mac's fine screen."""
        return self._height() / max(float(self._window.get_size()[1]), 1.0)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        grain = self._grain()
        return x * grain, self._height() - y * grain

    def _height(self) -> float:
        return float(self._window.get_framebuffer_size()[1])


def _button(mask: int) -> Button:
    return "left" if mask & pyglet.window.mouse.LEFT else "right"
