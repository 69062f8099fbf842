"""What a user does to the window, without the window: values that tests can write down."""

from __future__ import annotations

from dataclasses import dataclass
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
