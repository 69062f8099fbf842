"""Breath: how full the chest is, as a function of time."""

from __future__ import annotations

import math

SECONDS = 4.2
"""Length of one breath; a resting adult takes 12 to 18 a minute."""


def breath(t: float) -> float:
    """Return how full the chest is at time `t` (s): -1 empty .. 1 full, 0 at time 0."""
    return math.sin(math.tau * t / SECONDS)
