"""The schedule: named stages in order, registration order inside a stage, and the pure plan."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.errors import EcsError, NameClashError
from engine.system import Stage, System


@dataclass(frozen=True)
class Step:
    """A system of a plan and the positions of the earlier steps it must wait for."""

    system: System
    after: tuple[int, ...]


@dataclass(frozen=True)
class StagePlan:
    """The steps of one stage, in registration order."""

    stage: Stage
    steps: tuple[Step, ...]

    @functools.cached_property
    def overlaps(self) -> bool:
        """Whether some heavy system may run beside another system."""
        return any(
            first.system.heavy != second.system.heavy or first.system.heavy
            for i, second in enumerate(self.steps)
            for j, first in enumerate(self.steps[:i])
            if j not in self._before(i)
        )

    def _before(self, step: int) -> set[int]:
        waiting, found = list(self.steps[step].after), set()
        while waiting:
            earlier = waiting.pop()
            if earlier not in found:
                found.add(earlier)
                waiting.extend(self.steps[earlier].after)
        return found


def plan(
    systems: Iterable[System], stages: Sequence[Stage] = tuple(Stage)
) -> tuple[StagePlan, ...]:
    """Order systems into stages; a step waits for earlier ones it conflicts with.

    Pure: nothing is run or allocated. Stages without systems are left out.

    Examples
    --------
    >>> from engine import Component, Mut, Query, Read, Stage, column, system
    >>> class Heat(Component):
    ...     value = column(unit="K")
    >>> @system(Stage.SOLVE)
    ... def warm(bodies: Query[Mut[Heat]]) -> None: ...
    >>> @system(Stage.SOLVE)
    ... def show(bodies: Query[Read[Heat]]) -> None: ...
    >>> [step.after for step in plan([warm, show])[0].steps]
    [(), (0,)]
    """
    systems = list(systems)
    staged = ((stage, [s for s in systems if s.stage is stage]) for stage in stages)
    return tuple(StagePlan(stage, _steps(members)) for stage, members in staged if members)


def _steps(members: Sequence[System]) -> tuple[Step, ...]:
    return tuple(
        Step(s, tuple(j for j, earlier in enumerate(members[:i]) if s.conflicts(earlier)))
        for i, s in enumerate(members)
    )


class Schedule:
    """The systems of an app, by name.

    Attributes
    ----------
    version : int
        Grows with every change, so that a running loop knows when to plan anew.
    """

    def __init__(self) -> None:
        self._systems: dict[str, System] = {}
        self.version = 0

    @property
    def systems(self) -> tuple[System, ...]:
        """All systems, in order of registration."""
        return tuple(self._systems.values())

    def __contains__(self, name: str) -> bool:
        return name in self._systems

    def get(self, name: str) -> System:
        """Return a system by name.

        Raises
        ------
        EcsError
            If there is none of that name; the message lists a near one.
        """
        self._require(name)
        return self._systems[name]

    def add(self, new: System) -> None:
        """Register a system, in the place of the one it `replaces` if it names one.

        Raises
        ------
        NameClashError
            If a system of that name is there already.
        EcsError
            If it replaces a name that is not there.
        """
        if new.replaces is not None:
            self.replace(new.replaces, new)
            return
        self._refuse_name_clash(new)
        self._systems[new.name] = new
        self.version += 1

    def replace(self, name: str, new: System) -> None:
        """Put a system in the place of another, which keeps its position in the order.

        Raises
        ------
        NameClashError
            If a third system has the new one's name.
        EcsError
            If there is none to replace.
        """
        self._require(name)
        if new.name != name:
            self._refuse_name_clash(new)
        items = [(new.name, new) if n == name else (n, s) for n, s in self._systems.items()]
        self._systems = dict(items)
        self.version += 1

    def remove(self, name: str) -> System:
        """Take a system out by name and return it."""
        self._require(name)
        remaining = dict(self._systems)
        removed = remaining.pop(name)
        self._systems = remaining
        self.version += 1
        return removed

    def _refuse_name_clash(self, new: System) -> None:
        if new.name in self._systems:
            msg = f"system '{new.name}' of {new.function.__module__} is registered already"
            fix = f"rename it, or take its place with @system(..., replaces='{new.name}')"
            raise NameClashError(msg, fix=fix)

    def _require(self, name: str) -> None:
        if name not in self._systems:
            msg = f"there is no system '{name}'"
            near = difflib.get_close_matches(name, self._systems)
            raise EcsError(
                msg,
                fix=f"did you mean '{near[0]}'?" if near else "`python -m engine plan` lists them",
            )
