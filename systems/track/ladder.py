"""How much quality a machine can afford: the decision alone, apart from what it moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

SLOW: Final = 1 / 29
"""Seconds from frame to frame above which drawing is slow: 30 frames a second are the aim, and a
display of 30 Hz holds it."""

LATE: Final = 0.05
"""Share of the pictures that come too fast for the tracker, above which it is too slow."""

ROOM: Final = 0.8
"""Part of a limit below which there is room for more."""

CROWDED: Final = 0.8
"""Share of all cores above which tracking takes time that slow drawing lacks. Below, drawing waits
for itself or for the GPU, and a tracker that does less makes it no faster."""

TWICE: Final = 2
"""Bad judgements in a row before anything is done: one is a hitch."""

SETTLE: Final = 3.0
"""Seconds after a change in which nothing is judged: buffers fill, a coarser head is made."""

CALM: Final = 10.0
"""Seconds with room before a rung is climbed; doubled each time that proves wrong."""

LONGEST_CALM: Final = 64 * CALM
"""Seconds; a machine that is free for so long may have changed."""

PROVEN: Final = 60.0
"""Seconds on a rung after which it counts as one that the machine can stand."""

JUMP: Final = 5.0
"""Seconds between two judgements beyond which the machine must have slept."""


class Why(IntEnum):
    """Why a rung is the present one."""

    ASKED = 0
    CPU = 1
    DRAWING = 2
    TRACKING = 3
    ROOM = 4

    def __str__(self) -> str:
        return (
            "as asked for",
            "over the CPU budget",
            "drawing was too slow",
            "tracking was too slow",
            "there was room again",
        )[self]


@dataclass(frozen=True)
class Rung:
    """What one rung costs the user.

    Attributes
    ----------
    name : str
    detector : int
        Longest long side of the detector's input, px.
    shapes_period : float
        s between two runs of the blendshape net, at least.
    track_period : float
        s between two pictures that are tracked, at least.
    fast : bool
        Draw in the fast tier.
    """

    name: str
    detector: int = 640
    shapes_period: float = 0.0
    track_period: float = 0.0
    fast: bool = False


# Periods are a little below 1/15 and 1/10 s: a camera's stamps are not exact.
RUNGS: Final = (
    Rung("full"),
    Rung("fast drawing", fast=True),
    Rung("half the shapes", detector=320, shapes_period=0.06, fast=True),
    Rung("half the pictures", detector=320, shapes_period=0.06, track_period=0.06, fast=True),
    Rung("a third of the pictures", detector=160, shapes_period=0.09, track_period=0.09, fast=True),
)
"""From the best down. What is drawn goes first: with a GPU it costs nothing, without one most."""


@dataclass(frozen=True)
class Strain:
    """What was measured since the last judgement.

    Attributes
    ----------
    cpu : float
        Share of all cores that this process took, 0..1.
    drawn : float or None
        Median of the times from frame to frame, s; None where nothing is drawn.
    late : float
        Share of the pictures that were dropped because the tracker was busy.
    """

    cpu: float
    drawn: float | None = None
    late: float = 0.0

    def cause(self, budget: float, part: float = 1.0) -> Why | None:
        """Return what exceeds this part of its limit, if anything does."""
        if self.cpu > part * budget:
            return Why.CPU
        if self.drawn is not None and self.drawn > part * SLOW:
            return Why.DRAWING
        return Why.TRACKING if self.late > part * LATE else None


class Ladder:
    """Goes down when a limit is exceeded, and up again where there is proof of room.

    What a rung cost when it was left is remembered: it is climbed only if the present cost, grown
    by the same ratio, fits. What that does not foresee is tried at growing intervals. Slow drawing
    counts between rungs that draw alike only where tracking is in its way, see `CROWDED`.

    Parameters
    ----------
    budget : float, default 1
        Share of all cores that may be used, 0..1.

    Attributes
    ----------
    at : int
        Index into `RUNGS`.
    why : Why
    """

    def __init__(self, budget: float = 1.0) -> None:
        self.budget, self.at, self.why = budget, 0, Why.ASKED
        self._calm = [CALM] * len(RUNGS)  # s before each rung is left upwards
        self._ratios = [1.0] * len(RUNGS)  # cost of the rung above each, over its own
        self._left_cpu = 0.0
        self._bad = 0
        self._calm_since = self._changed_at = self._judged_at = -1e9

    @property
    def rung(self) -> Rung:
        """What is afforded now."""
        return RUNGS[self.at]

    def judge(self, strain: Strain, now: float) -> bool:
        """Take in what was measured until `now`, s; return whether the rung has changed."""
        slept, self._judged_at = now - self._judged_at > JUMP, now
        if slept or now < self._changed_at + SETTLE:
            self._calm_since, self._bad = now, 0
            return False
        if self._left_cpu:
            self._ratios[self.at] = max(1.0, self._left_cpu / max(strain.cpu, 1e-6))
            self._left_cpu = 0.0
        below = RUNGS[min(self.at + 1, len(RUNGS) - 1)]
        cause = self._mended_by(below, strain).cause(self.budget)
        if cause is not None:
            return self._suffer(cause, strain, now)
        self._bad = 0
        if not self._has_room(strain):
            self._calm_since = now
        return self._climb(now)

    def _suffer(self, cause: Why, strain: Strain, now: float) -> bool:
        self._calm_since = now
        self._bad += 1
        if self._bad < TWICE or self.at + 1 == len(RUNGS):
            return False
        disproved = self.why is Why.ROOM and now - self._changed_at < PROVEN
        self._move(self.at + 1, cause, now)
        self._calm[self.at] = min(2 * self._calm[self.at], LONGEST_CALM) if disproved else CALM
        self._left_cpu = strain.cpu
        return True

    def _climb(self, now: float) -> bool:
        if not self.at or now - self._calm_since < self._calm[self.at]:
            return False
        self._move(self.at - 1, Why.ROOM, now)
        return True

    def _has_room(self, strain: Strain) -> bool:
        foreseen = replace(strain, cpu=strain.cpu * self._ratios[self.at])
        above = RUNGS[max(self.at - 1, 0)]
        return self._mended_by(above, foreseen).cause(self.budget, ROOM) is None

    def _mended_by(self, other: Rung, strain: Strain) -> Strain:
        """Return the strain without slow drawing, if it has nothing to do with another rung."""
        apart = other.fast is self.rung.fast and strain.cpu < CROWDED
        return replace(strain, drawn=None) if apart else strain

    def _move(self, at: int, why: Why, now: float) -> None:
        self.at, self.why = at, why
        self._changed_at = self._calm_since = now
        self._bad = 0
