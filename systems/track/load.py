"""Holds a CPU budget and the display's rate in a live run, by the ladder's decision."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from engine import Ages, App, Clock, ClockKind, Mut, Query, Res, ResMut, Stage, World, fresh, system
from engine.errors import UsageError
from systems.capture.frame import Frame
from systems.components import Load
from systems.track.detections import Detector
from systems.track.ladder import Ladder, Rung, Strain
from systems.track.retinaface import RetinaFace

PERIOD = 1.0
"""Seconds between judgements."""


@dataclass
class Pace:
    """How fast is drawn.

    Attributes
    ----------
    seconds : float or None
        Median of the newest times between frames; None before there are enough.
    """

    seconds: float | None = None


@dataclass
class Meter:
    """Reads what this process has used since the last reading.

    Attributes
    ----------
    cpu_seconds : callable
        Returns the CPU time of all threads, s.
    cores : int
    """

    cpu_seconds: Callable[[], float] = time.process_time
    cores: int = field(default_factory=lambda: os.cpu_count() or 1)
    read_at: float | None = None
    _cpu: float = 0.0
    _samples: int = 0
    _dropped: int = 0

    def due(self, now: float) -> bool:
        """Whether it is time for a reading."""
        return self.read_at is None or now - self.read_at >= PERIOD

    def read(self, ages: Ages, pace: Pace, now: float) -> Strain | None:
        """Return the strain since the last reading; None at the first."""
        cpu, strain = self.cpu_seconds(), None
        if self.read_at is not None:
            taken, dropped = ages.samples - self._samples, ages.dropped - self._dropped
            share = (cpu - self._cpu) / (max(now - self.read_at, 1e-6) * self.cores)
            strain = Strain(share, pace.seconds, dropped / max(taken + dropped, 1))
        self.read_at, self._cpu = now, cpu
        self._samples, self._dropped = ages.samples, ages.dropped
        return strain


@dataclass
class Thinning:
    """When the picture was taken that was tracked last, s."""

    tracked_at: float = -1e9


@system(Stage.CAPTURE, when=fresh(Frame))
def thin_pictures(world: World, thinning: ResMut[Thinning], rung: Res[Rung]) -> None:
    """Pass over pictures that come sooner than the rung tracks them."""
    at = world.resource(Frame).captured_at
    if 0 <= at - thinning.tracked_at < rung.track_period:
        world.discard(Frame)
        return
    thinning.tracked_at = at


def _due(world: World, _last_run: int) -> bool:
    clock = world.resource(Clock)
    return clock.kind is ClockKind.LIVE and world.resource(Meter).due(clock.now)


@system(Stage.OUTPUT, when=_due)
def steer_load(
    world: World,
    rows: Query[Mut[Load]],
    ladder: ResMut[Ladder],
    meter: ResMut[Meter],
    pace: Res[Pace],
    ages: Res[Ages],
    clock: Res[Clock],
) -> None:
    """Judge once a second, and put the rung into effect."""
    strain = meter.read(ages, pace, clock.now)
    if strain is None:
        return
    if ladder.judge(strain, clock.now):
        world.insert(ladder.rung)
        detector = world.find(Detector)  # type: ignore[type-abstract]
        if isinstance(detector, RetinaFace):
            detector.limit = ladder.rung.detector
    for row in rows:
        load = row[Load]
        load.rung[...], load.why[...] = ladder.at, ladder.why
        load.cpu[...], load.dropped[...] = strain.cpu, ages.dropped
        load.drawn[...] = strain.drawn or 0.0
        load.captured_at[...] = clock.now


def parse_budget(text: str) -> float:
    """Read ``50%`` or ``50`` as a share, 0..1; ``0.5`` might be meant as one, and is none.

    Raises
    ------
    UsageError
        If it is none.

    Examples
    --------
    >>> parse_budget("50%")
    0.5
    """
    try:
        percent = float(text.strip().removesuffix("%"))
    except ValueError:
        percent = 0.0
    if not 0 < percent <= 100 or (percent < 1 and "%" not in text):
        msg = f"--cpu {text} is no part of this machine"
        raise UsageError(msg, fix="write --cpu 50%, of all cores together")
    return percent / 100


def load_plugin(app: App, budget: float = 1.0) -> None:
    """Measure the load of a live run, and hold it; rows of `Load` are told of it."""
    for resource in (Ladder(budget), Meter(), Pace(), Thinning()):
        app.insert(resource)
    app.add(thin_pictures, steer_load)
