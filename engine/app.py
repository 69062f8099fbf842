"""The app: two worlds, one schedule, plugins, and how they run on each clock."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from engine.errors import BunrakuError
from engine.executor import Quarantine
from engine.loop import Loop
from engine.schedule import Schedule
from engine.system import DRAW, TRACK, System
from engine.world import World

log = logging.getLogger("bunraku")


class Stop:
    """The resource through which any system ends the run: a closed window, a full film."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self) -> None:
        """End the run after the current tick."""
        self.asked = True


@dataclass
class Ages:
    """What the overlay shows of the hand-over.

    Attributes
    ----------
    samples : int
        Samples that TRACK has taken.
    dropped : int
        Samples replaced before TRACK took them.
    tracked_at : float
        Time of the TRACK tick that DRAW shows, s.
    """

    samples: int = 0
    dropped: int = 0
    tracked_at: float = 0.0


class App:
    """Systems, resources and the two loops.

    Parameters
    ----------
    strict : bool, default False
        Let errors of user systems end the run instead of putting the system into quarantine.
    slots : int, default 64
        Most entities alive in each world.

    Examples
    --------
    >>> from engine import App, Stage, system
    >>> @system(Stage.OUTPUT)
    ... def greet() -> None:
    ...     print("hello")
    >>> app = App().add(greet)
    >>> app.run_steps(2)
    hello
    hello
    """

    def __init__(self, *, strict: bool = False, slots: int = 64) -> None:
        self.strict = strict
        self.schedule = Schedule()
        self.quarantine = Quarantine()
        self.stop = Stop()
        self.ages = Ages()
        self.track = Loop("track", World(slots), self.schedule, TRACK)
        self.draw = Loop("draw", World(slots, top_down=True), self.schedule, DRAW)
        self._closing: list[Callable[[], object]] = []
        for resource in (self.quarantine, self.stop, self.ages):
            self.insert(resource)

    def add(self, *things: System | Callable[[App], object]) -> App:
        """Add systems and plugins, in order; return the app."""
        for thing in things:
            if isinstance(thing, System):
                self.schedule.add(thing)
            else:
                thing(self)
        return self

    def insert(self, resource: object, *, key: type | None = None) -> App:
        """Put a resource into both worlds; return the app."""
        self.track.world.insert(resource, key=key)
        self.draw.world.insert(resource, key=key)
        return self

    def on_close(self, action: Callable[[], object]) -> None:
        """Have something done when the app closes; the last added is done first."""
        self._closing.append(action)

    def close(self) -> None:
        """Do everything that was asked for with `on_close`. Closing twice is harmless.

        One action that fails does not keep the others from being done.

        Raises
        ------
        BunrakuError
            The first that an action raised: what was to be written is not whole.
        """
        self.track.close()
        self.draw.close()
        failures: list[BunrakuError] = []
        while self._closing:
            action = self._closing.pop()
            try:
                action()
            except BunrakuError as error:
                failures.append(error)
            except Exception as error:
                debug = log.isEnabledFor(logging.DEBUG)
                log.error("closing failed: %s: %s", type(error).__name__, error, exc_info=debug)
        if failures:
            raise failures[0]

    def run_steps(self, ticks: int, dt: float = 1 / 30) -> None:
        """Run a number of steps without a source, for scripts and tests."""
        from engine.run import run_step

        run_step(self, None, frames=ticks, dt=dt)
