"""One loop: a world, the stages it runs, and the tick."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from engine.clock import Clock, ClockKind
from engine.component import Component
from engine.executor import Executor, Quarantine
from engine.schedule import Schedule, plan
from engine.system import Stage, System
from engine.trace import Trace
from engine.world import World


class Loop:
    """Runs the systems of some stages over a world of its own.

    Attributes
    ----------
    world : World
    clock : Clock
        Time of the current tick; also a resource of the world.
    trace : Trace
        What every system cost.
    """

    def __init__(
        self, name: str, world: World, schedule: Schedule, stages: Sequence[Stage]
    ) -> None:
        self.name = name
        self.world = world
        self.stages = stages
        self.trace = Trace(name)
        self.clock = Clock(ClockKind.STEP)
        self._schedule = schedule
        self._version = -1
        self._executor: Executor | None = None
        self._before: list[Callable[[], object]] = []
        self._told: frozenset[type[Component]] = frozenset()

    @property
    def systems(self) -> tuple[System, ...]:
        """The systems of this loop's stages."""
        return tuple(s for s in self._schedule.systems if s.stage in self.stages)

    @property
    def mentioned(self) -> frozenset[type[Component]]:
        """Every component that a system of this loop mentions, or that `mention` was told of."""
        return self._told.union(*(s.components for s in self.systems))

    @property
    def last_begun(self) -> str:
        """Name of the system that began last; empty before the first."""
        return "" if self._executor is None else self._executor.last_begun

    def mention(self, components: Iterable[type[Component]]) -> None:
        """Count components as mentioned that a system reaches through the whole `World`.

        The hand-over copies what both loops mention, and such a system's signature names nothing.
        """
        self._told |= frozenset(components)

    def start(self, kind: ClockKind, quarantine: Quarantine, *, strict: bool) -> None:
        """Make ready to tick: a clock of the given kind and a bound plan."""
        self.clock = Clock(kind)
        self.world.insert(self.clock)
        self.world.insert(self.trace)
        overlap = kind is not ClockKind.STEP
        self._executor = Executor(
            self.world, self.trace, quarantine, strict=strict, overlap=overlap
        )
        self._plan_anew()

    def tick(self, now: float) -> None:
        """Run every due system once at time `now`, after whatever `before_tick` left."""
        assert self._executor is not None, "start() comes before tick()"
        if self._version != self._schedule.version:
            self._plan_anew()
        while self._before:
            self._before.pop(0)()
        self.clock.advance(now)
        self._executor.tick()

    def before_tick(self, action: Callable[[], object]) -> None:
        """Have something done by this loop's own thread before its next tick."""
        self._before.append(action)

    def close(self) -> None:
        """End the loop's workers. Closing twice is harmless."""
        if self._executor is not None:
            self._executor.close()

    def _plan_anew(self) -> None:
        assert self._executor is not None, "start() comes before planning"
        self._version = self._schedule.version
        systems = self.systems
        for component in sorted(self.mentioned, key=lambda c: c.__name__):
            self.world.register(component)
        self._executor.load(plan(systems, self.stages))
