"""Runs a plan over one world: binds arguments, overlaps heavy systems, quarantines failures."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter
from typing import Any

from engine.commands import Commands
from engine.errors import AccessError, BunrakuError, ReadOnlyError
from engine.query import Maybe, Query, QueryAccess, Read
from engine.schedule import StagePlan
from engine.system import Param, ResourceParam, System, WorldParam
from engine.trace import Trace
from engine.world import World

log = logging.getLogger("bunraku")


class Quarantine(dict[str, str]):
    """Names of systems that raised and are skipped from then on, with what they raised."""


class BoundSystem:
    """A system with the arguments that one world gives it."""

    def __init__(self, system: System, world: World) -> None:
        self.system = system
        self.commands = Commands(world)
        self._world = world
        self._arguments = [self._bind(param) for param in system.params]
        self._queries = [a for a in self._arguments if isinstance(a, Query)]
        self._kinds = [
            (i, p.kind) for i, p in enumerate(system.params) if isinstance(p, ResourceParam)
        ]
        self._ticks = 0
        self._tick = 0
        self._last_run = 0

    def begin(self) -> bool:
        """Take a place in the order of runs, if `every` and `when` let the system run now.

        Called by the loop's own thread, so that stamps do not depend on how systems overlap.
        """
        self._ticks += 1
        if (self._ticks - 1) % self.system.every:
            return False
        when = self.system.when
        if when is not None and not when(self._world, self._last_run):
            return False
        self._world.tick += 1
        self._tick = self._world.tick
        return True

    def run(self) -> None:
        """Call the function with its arguments."""
        for position, kind in self._kinds:
            self._arguments[position] = self._resource(kind)
        for query in self._queries:
            query.begin(self._tick, self._last_run)
        self.system.function(*self._arguments)
        self._last_run = self._tick

    def _bind(self, param: Param) -> Any:
        if isinstance(param, QueryAccess):
            return Query(self._world, param, self.system.name)
        if isinstance(param, WorldParam):
            return self._world
        return None if isinstance(param, ResourceParam) else self.commands

    def _resource(self, kind: type) -> object:
        try:
            return self._world.resource(kind)
        except AccessError as error:
            msg = f"system '{self.system.name}' wants {kind.__name__}, but {error.message}"
            raise AccessError(msg, fix=error.fix) from None


class Executor:
    """Runs the systems of some stages once per tick.

    A stage in which nothing can overlap runs in this thread, in order. Otherwise heavy systems go
    to workers while the rest runs here; conflicting systems keep their order either way, so the
    result equals the serial run.

    Parameters
    ----------
    strict : bool
        Let errors of user systems through instead of putting the system into quarantine.
    overlap : bool
        Let heavy systems use worker threads.

    Attributes
    ----------
    last_begun : str
        Name of the system that began last.
    """

    def __init__(
        self,
        world: World,
        trace: Trace,
        quarantine: Quarantine,
        *,
        strict: bool = False,
        overlap: bool = True,
    ) -> None:
        self.last_begun = ""
        self._overlap = overlap
        self._world = world
        self._trace = trace
        self._strict = strict
        self._quarantine = quarantine
        self._stages: list[tuple[StagePlan, list[BoundSystem]]] = []
        self._bound: dict[System, BoundSystem] = {}
        self._workers: ThreadPoolExecutor | None = None

    def load(self, stages: Sequence[StagePlan]) -> None:
        """Bind a plan; systems that were bound before keep their state."""
        members = [step.system for stage in stages for step in stage.steps]
        self._bound = {s: self._bound.get(s) or BoundSystem(s, self._world) for s in members}
        self._stages = [(s, [self._bound[step.system] for step in s.steps]) for s in stages]
        overlapping = self._overlap and any(stage.overlaps for stage in stages)
        if self._workers is None and overlapping:
            self._workers = ThreadPoolExecutor(2, thread_name_prefix="heavy")

    def tick(self) -> None:
        """Run every due system once, stage by stage; apply commands at each stage's end."""
        for stage, bound in self._stages:
            began = time.perf_counter_ns()
            if self._overlap and stage.overlaps:
                self._run_overlapped(stage, bound)
            else:
                for one in bound:
                    if self._begins(one):
                        self._run(one)
            for one in bound:
                self._apply(one)
            self._trace.add(stage.stage.value, began, time.perf_counter_ns())

    def close(self) -> None:
        """End the workers. Closing twice is harmless."""
        if self._workers is not None:
            self._workers.shutdown()
            self._workers = None

    def _run_overlapped(self, stage: StagePlan, bound: Sequence[BoundSystem]) -> None:
        order = TopologicalSorter({i: step.after for i, step in enumerate(stage.steps)})
        order.prepare()
        flying: dict[Future[None], int] = {}
        while order.is_active():
            ready = order.get_ready()
            due = [i for i in ready if self._begins(bound[i])]
            heavy = [i for i in due if bound[i].system.heavy]
            flying.update((self._submit(bound[i]), i) for i in heavy)
            for i in due:
                if i not in heavy:
                    self._run(bound[i])
            order.done(*(i for i in ready if i not in heavy))
            if len(heavy) == len(ready):
                for future in wait(flying, return_when=FIRST_COMPLETED).done:
                    future.result()
                    order.done(flying.pop(future))

    def _submit(self, one: BoundSystem) -> Future[None]:
        assert self._workers is not None, "load() makes workers for every plan that overlaps"
        return self._workers.submit(self._run, one)

    def _begins(self, one: BoundSystem) -> bool:
        if one.system.name in self._quarantine:
            return False
        try:
            return one.begin()
        except Exception as error:
            self._fail(one.system, error)
            return False

    def _run(self, one: BoundSystem) -> None:
        self.last_begun = one.system.name
        began = time.perf_counter_ns()
        try:
            one.run()
        except Exception as error:
            self._fail(one.system, _explained(error, one.system))
        self._trace.add(one.system.name, began, time.perf_counter_ns())

    def _apply(self, one: BoundSystem) -> None:
        try:
            one.commands.apply()
        except Exception as error:
            self._fail(one.system, error)

    def _fail(self, system: System, error: Exception) -> None:
        if self._strict or (isinstance(error, BunrakuError) and system.built_in):
            error.add_note(f"in system '{system.name}'")
            raise error
        self._quarantine[system.name] = f"{type(error).__name__}: {error}"
        log.error("system '%s' raised and is skipped from now on: %s", system.name, error)
        log.debug("its traceback:", exc_info=error)


def _explained(error: Exception, system: System) -> Exception:
    if not (isinstance(error, ValueError) and "read-only" in str(error)):
        return error
    queries = [p for p in system.params if isinstance(p, QueryAccess)]
    reads = [c.__name__ for p in queries for c in p.terms[Read] + p.terms[Maybe]]
    if not reads:  # some other read-only array
        return error
    frames = traceback.extract_tb(error.__traceback__)
    line = " ".join(frame.line or "" for frame in frames)
    guilty = [name for name in reads if name in line] or reads
    names = ", ".join(guilty)
    msg = f"system '{system.name}' wrote to {names}, which it declares as Read"
    explained = ReadOnlyError(msg, fix=f"declare Mut[{guilty[0]}] in its Query")
    explained.__cause__ = error
    return explained
