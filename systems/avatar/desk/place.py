"""Whether a remembered place is still on a screen."""

from __future__ import annotations

from collections.abc import Sequence

from systems.capture.devices import Screen

GRIP = 40
"""px of a window that must be on a screen for its user to find it."""


def on_screen(place: tuple[int, int] | None, present: Sequence[Screen]) -> tuple[int, int] | None:
    """Return the place of a window if it can be taken hold of there, else None."""
    if place is None:
        return None
    x, y = place[0] + GRIP, place[1]
    if any(s.x <= x < s.x + s.width and s.y <= y < s.y + s.height for s in present):
        return place
    return None
