"""From where a figure is seen: head and shoulders, or all of it."""

from __future__ import annotations

from typing import Final

import numpy as np

from systems.avatar.pose import View, bust
from systems.avatar.vrm.animator import Animator

SHOULDERS: Final = -0.17
"""m. Lower edge of a portrait, under the head frame's origin."""

MARGIN: Final = 1.10
"""Of the picture's height to that of what is shown."""


def portrait(animator: Animator) -> View:
    """Return the view of head and shoulders; hair and hats are inside."""
    seat = animator.posing.seat
    return _framed(max(SHOULDERS, seat.bottom), min(seat.top, -3 * SHOULDERS))


def full_figure(animator: Animator) -> View:
    """Return the view of the whole figure."""
    return _framed(animator.posing.seat.bottom, animator.posing.seat.top)


def _framed(bottom: float, top: float) -> View:
    fov = bust().fov
    height = MARGIN * max(top - bottom, 0.05)
    middle = (top + bottom) / 2
    return View((0.0, middle, height / 2 / np.tan(fov / 2)), (0.0, middle, 0.0), fov)
