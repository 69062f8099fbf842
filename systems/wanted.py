"""Work that is done only where some system asks for its outcome."""

from __future__ import annotations

from engine import App, Component, World
from engine.system import When


class Wanted:
    """A run condition: a system of the schedule, other than those that make it, reads a component.

    Parameters
    ----------
    app : App
    component : type of Component
        What is made.
    when : function
        A further condition.

    Notes
    -----
    A system that only writes the component does not count. Looked up anew when the schedule
    changes, as scripts make it.
    """

    def __init__(self, app: App, component: type[Component], when: When) -> None:
        self._schedule = app.schedule
        self._component = component
        self._when = when
        self._version = -1
        self._wanted = False

    def __call__(self, world: World, last_run: int) -> bool:
        """Return whether the system should run now."""
        if self._version != self._schedule.version:
            self._version = self._schedule.version
            self._wanted = any(self._component in s.reads for s in self._schedule.systems)
        return self._wanted and self._when(world, last_run)
