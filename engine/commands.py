"""Changes to who exists and who has what, recorded by a system and applied at the stage's end."""

from __future__ import annotations

from collections.abc import Callable

from engine.component import Component
from engine.world import Entity, Part, World


class Commands:
    """The recorder that a system takes as a parameter. Order of recording is kept."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._queue: list[Callable[[], object]] = []

    def spawn(self, *parts: Part) -> Entity:
        """Spawn an entity; its id is valid at once, its rows from the end of the stage."""
        entity = self._world.reserve()
        self._queue.append(lambda: self._world.spawn(*parts, entity=entity))
        return entity

    def despawn(self, entity: Entity) -> None:
        """End an entity. Ending it twice in one stage is harmless."""
        self._queue.append(lambda: self._end(entity))

    def insert(self, entity: Entity, *parts: Part) -> None:
        """Give an entity components; those it has are reset to the given values."""
        self._queue.append(lambda: self._world.insert_parts(entity, *parts))

    def remove(self, entity: Entity, component: type[Component]) -> None:
        """Take a component, and all that joined on it, from an entity."""
        self._queue.append(lambda: self._world.remove(entity, component))

    def _end(self, entity: Entity) -> None:
        if self._world.is_alive(entity):
            self._world.despawn(entity)

    def apply(self) -> None:
        """Carry out what was recorded."""
        queue, self._queue = self._queue, []
        for change in queue:
            change()
