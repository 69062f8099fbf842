"""The components, resources and sources that the engine's tests share."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from engine import App, Component, Entity, System, World, column
from engine.clock import ClockKind
from engine.executor import Executor, Quarantine
from engine.schedule import plan
from engine.trace import Trace

FAST = 20.0  # s a blocked thread may take before a test gives up on it


class Position(Component):
    """Where a fish is."""

    at = column(2, unit="m")


class Speed(Component):
    """How it moves."""

    value = column(2, unit="m/s")


class Glow(Component):
    """Comes and goes with `Position`."""

    on = Position
    brightness = column(default=0.5)


class Halo(Component):
    """Comes and goes with `Glow`, thus with `Position`."""

    on = Glow
    radius = column(default=2)


class Wet(Component):
    """A mark without data."""


@dataclass
class Log:
    """What systems report, in order."""

    lines: list[object] = field(default_factory=list)


@dataclass
class Drop:
    """A sample."""

    captured_at: float
    index: int = 0
    released: int = 0

    def release(self) -> None:
        self.released += 1


class FakeSource:
    """Samples at a steady rate, then the end; `realtime` ones arrive at their own pace."""

    def __init__(self, samples: int, period: float = 0.01, *, realtime: bool = True) -> None:
        self.realtime = realtime
        self.samples = [Drop(5 + i * period, i) for i in range(samples)]
        self.read_samples = 0
        self.closed = 0
        self._period = period
        self._closing = threading.Event()

    def read(self) -> Drop | None:
        if self.realtime:
            self._closing.wait(self._period)
        if self._closing.is_set() or self.read_samples == len(self.samples):
            return None
        self.read_samples += 1
        return self.samples[self.read_samples - 1]

    def close(self) -> None:
        self.closed += 1
        self._closing.set()


class FailingSource(FakeSource):
    """Gives its samples and then raises."""

    def __init__(self, error: Exception, samples: int = 0) -> None:
        super().__init__(samples, 0.001)
        self.error = error

    def read(self) -> Drop | None:
        sample = super().read()
        if sample is None:
            raise self.error
        return sample


def tick(world: World, *systems: System, strict: bool = True, overlap: bool = True) -> None:
    """Run systems once over a world."""
    with_executor = executor(world, *systems, strict=strict, overlap=overlap)
    with_executor.tick()
    with_executor.close()


def executor(
    world: World,
    *systems: System,
    strict: bool = True,
    overlap: bool = True,
    trace: Trace | None = None,
    quarantine: Quarantine | None = None,
) -> Executor:
    """Make ready to run systems over a world."""
    one = Executor(
        world,
        trace or Trace("test"),
        Quarantine() if quarantine is None else quarantine,
        strict=strict,
        overlap=overlap,
    )
    one.load(plan(systems))
    return one


def shoal(world: World, fish: int = 2) -> list[Entity]:
    """Spawn fish, each at its number."""
    return [world.spawn(Position(at=i), Speed(value=(1, 0))) for i in range(fish)]


def started(app: App) -> App:
    """Return the app with its TRACK loop ready to tick."""
    app.track.start(ClockKind.STEP, app.quarantine, strict=app.strict)
    return app


def nap(seconds: float) -> None:
    """Hold no GIL for a while, as a kernel does."""
    time.sleep(seconds)
