"""Changes to who exists and who has what, recorded by a system and applied at the stage's end."""

from __future__ import annotations

from collections.abc import Callable

from engine.component import Component
from engine.world import Entity, Part, World


class Commands:
    """The recorder that a system takes as a parameter. Order of recording is kept.

    A change to an entity that another system of the stage ends first is passed over.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._queue: list[Callable[[], object]] = []

    def spawn(self, *parts: Part) -> Entity:
        """Spawn an entity; its id is valid at once, its rows from the end of the stage."""
        entity = self._world.reserve()
        self._queue.append(lambda: self._world.spawn(*parts, entity=entity))
        return entity

    def despawn(self, entity: Entity) -> None:
        """End an entity. Ending it twice is harmless."""
        self._queue.append(lambda: self._if_alive(entity, self._world.despawn))

    def insert(self, entity: Entity, *parts: Part) -> None:
        """Give an entity components; those it has are reset to the given values.

        Raises
        ------
        StaleEntityError
            If the entity has been despawned already.
        """
        self._world.require_current(entity)
        self._queue.append(
            lambda: self._if_alive(entity, lambda e: self._world.insert_parts(e, *parts))
        )

    def remove(self, entity: Entity, component: type[Component]) -> None:
        """Take a component, and all that joined on it, from an entity.

        Raises
        ------
        StaleEntityError
            If the entity has been despawned already.
        """
        self._world.require_current(entity)
        self._queue.append(
            lambda: self._if_alive(entity, lambda e: self._world.remove(e, component))
        )

    def apply(self) -> None:
        """Carry out what was recorded."""
        queue, self._queue = self._queue, []
        for change in queue:
            change()

    def _if_alive(self, entity: Entity, change: Callable[[Entity], object]) -> None:
        if self._world.is_alive(entity):
            change(entity)
