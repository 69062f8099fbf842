"""How much is drawn: tiers, and the one that a machine can keep up with."""

from __future__ import annotations

import statistics
from collections import deque
from dataclasses import dataclass
from enum import StrEnum


class Quality(StrEnum):
    """What a user asks for."""

    AUTO = "auto"
    FAST = "fast"
    FINE = "fine"


@dataclass(frozen=True)
class Tier:
    """What one tier draws.

    Attributes
    ----------
    triangles : int or None
        Most that are drawn; None draws the head as it was made.
    samples : int
        Of multisampling.
    outline : bool
        Ink round drawn characters; photographic ones have none.
    """

    triangles: int | None
    samples: int
    outline: bool


FINE = Tier(triangles=None, samples=4, outline=True)
FAST = Tier(triangles=10_000, samples=0, outline=False)
"""10 to 25 ms of CPU a frame where `FINE` takes 33 to 104: docs/avatars.md, without a GPU."""

FRAMES = 60
"""Whose median is judged: a hitch is not a slow machine."""


class FrameTimes:
    """The newest times between frames."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=FRAMES)

    def add(self, seconds: float) -> float | None:
        """Take in the time since the last frame; return the median once there are `FRAMES`."""
        self._times.append(seconds)
        return statistics.median(self._times) if len(self._times) == FRAMES else None
