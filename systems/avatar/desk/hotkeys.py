"""Which key does what, as the settings say it and as F1 lists it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from engine.errors import UsageError

ACTIONS: Mapping[str, tuple[str, str]] = {
    "settings": ("escape", "settings panel"),
    "help": ("f1", "this list"),
    "overlay": ("tab", "camera picture and times"),
    "mirror": ("m", "mirror the avatar"),
    "record": ("r", "start or end a film"),
    "screenshot": ("s", "save a picture"),
    "full_body": ("b", "whole body, or head and shoulders"),
    "reset_view": ("home", "view at rest"),
    "quit": ("q", "quit"),
}
"""Name in the settings file: default key, and what it does."""

MOUSE = (
    ("Wheel", "nearer, farther"),
    ("Drag", "move the picture, or a borderless window"),
    ("Right drag", "look from another side"),
    ("Double click", "view at rest"),
)
"""What the mouse does; it cannot be chosen."""

EXPRESSION_KEYS = "123456789"
"""Default keys of the expressions, in their order."""

MODIFIERS = ("ctrl", "alt", "shift")
"""In the order in which they stand before a key's name."""

KEYS = frozenset(
    [
        *"abcdefghijklmnopqrstuvwxyz0123456789",
        *(f"f{number}" for number in range(1, 13)),
        *(f"num_{number}" for number in range(10)),
        *("escape", "tab", "space", "enter", "backspace", "delete", "insert", "home", "end"),
        *("pageup", "pagedown", "left", "right", "up", "down"),
        *("minus", "equal", "comma", "period", "slash", "semicolon", "backslash", "grave"),
        *("apostrophe", "bracketleft", "bracketright"),
    ]
)
"""Names of the keys without modifiers."""


def key_name(words: str) -> str:
    """Return a key as the window names it: lower case, modifiers in order.

    Raises
    ------
    UsageError
        If there is no such key.

    Examples
    --------
    >>> key_name("Shift+Ctrl+S")
    'ctrl+shift+s'
    """
    *modifiers, key = words.lower().replace(" ", "").split("+")
    for word, known in ((key, KEYS), *((m, MODIFIERS) for m in modifiers)):
        if word not in known:
            near = difflib.get_close_matches(word, known, n=3, cutoff=0.5)
            fix = f"did you mean {', '.join(near)}?" if near else "write m, f5 or ctrl+shift+s"
            msg = f"there is no key {words!r}"
            raise UsageError(msg, fix=fix)
    return "+".join([*(m for m in MODIFIERS if m in modifiers), key])


def bind(chosen: Mapping[str, str], expressions: Iterable[str]) -> dict[str, str]:
    """Return the action of every key.

    Parameters
    ----------
    chosen : mapping of action or expression to key
        What the settings say; an empty key takes the default one away. A key that is chosen is
        taken from the action that has it by default.
    expressions : iterable of str
        Names of the expressions, which are actions too.

    Raises
    ------
    UsageError
        If two actions were given one key, or a key or an action does not exist.
    """
    defaults = {action: key for action, (key, _) in ACTIONS.items()}
    defaults |= dict(zip(expressions, EXPRESSION_KEYS, strict=False))
    names = {*defaults, *expressions}
    bound: dict[str, str] = {}
    for action, key in chosen.items():
        if action not in names:
            raise _unknown(action, names)
        if not key:
            continue
        name = key_name(key)
        if name in bound:
            msg = f"the key {name} is given to both {bound[name]} and {action}"
            raise UsageError(msg, fix="give one of them another key, or an empty one")
        bound[name] = action
    for action, key in defaults.items():
        if action not in chosen:
            bound.setdefault(key, action)
    return bound


def listing(bound: Mapping[str, str], expressions: Iterable[str]) -> list[tuple[str, str]]:
    """Return (key, what it does) for people to read: the actions in order, then the mouse."""
    keys = {action: key for key, action in bound.items()}
    meanings = {action: meaning for action, (_, meaning) in ACTIONS.items()}
    meanings |= {name: f"expression: {name}" for name in expressions}
    bound_ones = [(_printed(keys[a]), meaning) for a, meaning in meanings.items() if a in keys]
    return [*bound_ones, *MOUSE]


def _printed(key: str) -> str:
    short = {"escape": "Esc"}
    return "+".join(short.get(word, word.capitalize()) for word in key.split("+"))


def _unknown(action: str, names: Iterable[str]) -> UsageError:
    near = difflib.get_close_matches(action, names, n=3, cutoff=0.5)
    fix = f"did you mean {', '.join(near)}?" if near else f"choose from {', '.join(sorted(names))}"
    return UsageError(f"no hotkey is called {action!r}", fix=fix)
