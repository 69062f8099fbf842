"""From where a figure is seen: head and shoulders, or all of it."""

from __future__ import annotations

from typing import Final

import numpy as np

from systems.avatar.pose import View, bust
from systems.avatar.vrm.animator import Animator
from systems.avatar.vrm.seat import UNNAMED_SIZE

SHOULDERS: Final = -0.17
"""m. Lower edge of a portrait, under the head frame's origin."""

HAT: Final = 0.5
"""m. Upper edge of a portrait at most."""

MARGIN: Final = 1.10
"""Of the picture's height to that of what is shown."""


def portrait(animator: Animator) -> View:
    """Return the view of head and shoulders; hair and hats are inside."""
    seat = animator.posing.seat
    if seat.front:
        return full_figure(animator)
    return _framed(max(SHOULDERS, seat.bottom), min(seat.top, HAT))


def full_figure(animator: Animator) -> View:
    """Return the view of the whole figure."""
    seat = animator.posing.seat
    size = max(seat.top - seat.bottom, UNNAMED_SIZE) if seat.front else seat.top - seat.bottom
    middle = (seat.top + seat.bottom) / 2
    return _framed(middle - size / 2, middle + size / 2, seat.front)


def _framed(bottom: float, top: float, front: float = 0.0) -> View:
    fov = bust().fov
    height = MARGIN * max(top - bottom, 0.05)
    middle = (top + bottom) / 2
    return View((0.0, middle, front + height / 2 / np.tan(fov / 2)), (0.0, middle, 0.0), fov)
