"""Time as systems see it, in three kinds: live, replay and step."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum


class ClockKind(StrEnum):
    """How time passes."""

    LIVE = "live"  # threads; the newest sample wins, others are dropped
    REPLAY = "replay"  # threads at the recording's own pace; nothing is dropped
    STEP = "step"  # one thread, one DRAW after each TRACK, no drops: bit-identical runs


@dataclass
class Clock:
    """The time of a loop's current tick.

    Attributes
    ----------
    now : float
        Seconds on the monotonic clock; in a `step` run, the sample's own capture time.
    dt : float
        Seconds since the previous tick of this loop.
    tick : int
        Ticks of this loop before this one.
    """

    kind: ClockKind
    now: float = 0.0
    dt: float = 0.0
    tick: int = -1

    def advance(self, now: float) -> None:
        """Begin the next tick at time `now`."""
        self.dt = now - self.now if self.tick >= 0 else 0.0
        self.now = now
        self.tick += 1


def monotonic() -> float:
    """Return the time on the clock that capture stamps and live ticks share, in seconds."""
    return time.monotonic()
