"""The world: entity slots, generations, component stores and resources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar, cast

import numpy as np

from engine.component import Array, Component
from engine.errors import AccessError, EcsError, NameClashError, StaleEntityError
from engine.store import Store

Entity = int
"""``generation << 32 | slot``: a handle that outlives its entity is recognised as stale."""

T = TypeVar("T")
C = TypeVar("C", bound=Component)
Part = Component | type[Component]

SLOT_MASK = 0xFFFFFFFF
"""Lower half of an `Entity`: its row in every store."""


class World:
    """Entities, their components and the resources of one loop.

    Parameters
    ----------
    slots : int, default 64
        Most entities alive at once. Rows never move, so views stay valid for an entity's life.
    top_down : bool, default False
        Hand out slots from the highest down, so that entities copied from another world keep
        their ids and never meet one spawned here.
    """

    def __init__(self, slots: int = 64, *, top_down: bool = False) -> None:
        self.slots = slots
        self.alive = np.zeros(slots, bool)
        self.generations = np.zeros(slots, np.int64)
        self.tick = 0
        self.structure = 0  # grows with every change of who has what
        self._free = list(range(slots)) if top_down else list(range(slots - 1, -1, -1))
        self._stores: dict[type[Component], Store] = {}
        self._resources: dict[type, Any] = {}
        self._resource_ticks: dict[type, int] = {}

    def reserve(self) -> Entity:
        """Return the id of an entity that `spawn` will bring to life."""
        if not self._free:
            msg = f"the world is full: {self.slots} entities"
            raise EcsError(msg, fix="despawn what is no longer needed or make World(slots=...)")
        slot = self._free.pop()
        return int(self.generations[slot]) << 32 | slot

    def spawn(self, *parts: Part, entity: Entity | None = None) -> Entity:
        """Bring an entity to life with the given components and return its id."""
        entity = self.reserve() if entity is None else entity
        self.alive[entity & SLOT_MASK] = True
        self.structure += 1
        self.insert_parts(entity, *parts)
        return entity

    def adopt(self, entity: Entity) -> None:
        """Make an entity of another world alive here under the same id."""
        slot = entity & SLOT_MASK
        if self.alive[slot]:
            self._clear(slot)
        elif slot in self._free:
            self._free.remove(slot)
        self.generations[slot] = entity >> 32
        self.alive[slot] = True
        self.structure += 1

    def despawn(self, entity: Entity) -> None:
        """End an entity; its id becomes stale.

        Raises
        ------
        StaleEntityError
            If it has ended already.
        """
        slot = self.slot(entity)
        self._clear(slot)
        self.alive[slot] = False
        self.generations[slot] += 1
        self._free.insert(0, slot)  # reused last: stale ids stay recognisable for longest

    def is_alive(self, entity: Entity) -> bool:
        """Whether the id still names a living entity."""
        slot = entity & SLOT_MASK
        return bool(self.alive[slot]) and int(self.generations[slot]) == entity >> 32

    def slot(self, entity: Entity) -> int:
        """Return the row of an entity.

        Raises
        ------
        StaleEntityError
            If the entity has been despawned.
        """
        if not self.is_alive(entity):
            raise _stale(entity)
        return entity & SLOT_MASK

    def require_current(self, entity: Entity) -> None:
        """Raise `StaleEntityError` if the entity has ended; one that is reserved will do."""
        if int(self.generations[entity & SLOT_MASK]) != entity >> 32:
            raise _stale(entity)

    def entity(self, slot: int) -> Entity:
        """Return the id of the entity that lives in a row."""
        return int(self.generations[slot]) << 32 | slot

    def insert_parts(self, entity: Entity, *parts: Part) -> None:
        """Give an entity components; columns that are not named take their defaults."""
        slot = self.slot(entity)
        for part in parts:
            component = part if isinstance(part, type) else type(part)
            self.register(component)
            self._join(component, slot)
            if isinstance(part, Component):
                self._stores[component].assign(slot, part.values)

    def remove(self, entity: Entity, component: type[Component]) -> None:
        """Take a component, and all that joined on it, from an entity that may have it."""
        slot = self.slot(entity)
        if component in self._stores:
            self._leave(component, slot)

    def has(self, entity: Entity, component: type[Component]) -> bool:
        """Whether a living entity has the component."""
        store, slot = self._stores.get(component), self.slot(entity)
        return store is not None and bool(store.present[slot])

    def register(self, component: type[Component]) -> Store:
        """Return the store of a component, made on first use.

        Raises
        ------
        NameClashError
            If another component of the same name, from another module, is registered.
        """
        store = self._stores.get(component)
        if store is not None:
            return store
        self.refuse_name_clash(component)
        for former in self._namesakes(component):  # a script was loaded again
            del self._stores[former]
        store = self._stores[component] = Store(component, self.slots)
        self.structure += 1
        if component.on is not None:
            base = self.register(component.on)
            for slot in np.flatnonzero(base.present):
                self._join(component, int(slot))
        return store

    def refuse_name_clash(self, component: type[Component]) -> None:
        """Raise `NameClashError` if another module's component of that name is registered."""
        name, module = component.__name__, component.__module__
        for other in self._namesakes(component):
            if other.__module__ != module:
                msg = f"component {name} of {module} clashes with {other.__module__}"
                raise NameClashError(msg, fix=f"rename one of the two {name} classes")

    @property
    def components(self) -> Iterable[type[Component]]:
        """The registered components, in order of registration."""
        return self._stores.keys()

    def value(self, entity: Entity, component: type[C]) -> C:
        """Return a writable view of one entity's row. `Changed` does not see what it writes.

        Raises
        ------
        EcsError
            If the entity lacks the component or has been despawned.
        """
        slot = self.slot(entity)
        if not self.has(entity, component):
            msg = f"entity {slot} has no {component.__name__}"
            raise EcsError(msg, fix="check world.has(entity, component), or insert it first")
        return cast("C", self._stores[component].row(slot, writable=True))

    def column(self, component: type[Component], name: str) -> Array:
        """Return a whole column, (slots, ...)."""
        return self.register(component).columns[name]

    def insert(self, resource: object, *, key: type | None = None) -> None:
        """Put a resource into the world under its type, or under `key`, a base of it."""
        kind = key or type(resource)
        self._resources[kind] = resource
        self._resource_ticks[kind] = self.tick + 1

    def discard(self, kind: type) -> None:
        """Take a resource out of the world if it is there."""
        self._resources.pop(kind, None)
        self._resource_ticks.pop(kind, None)

    def find(self, kind: type[T]) -> T | None:
        """Return the resource of a type, or None."""
        return cast("T | None", self._resources.get(kind))

    def resource(self, kind: type[T]) -> T:
        """Return the resource of a type.

        Raises
        ------
        AccessError
            If nobody has put one in.
        """
        try:
            return cast("T", self._resources[kind])
        except KeyError:
            msg = f"there is no resource {kind.__name__}"
            fix = f"insert one with app.insert({kind.__name__}(...)), or guard with when=fresh(...)"
            raise AccessError(msg, fix=fix) from None

    def resource_tick(self, kind: type) -> int:
        """Return the tick at which a resource was last put in; -1 if it is not there."""
        return self._resource_ticks.get(kind, -1)

    def _namesakes(self, component: type[Component]) -> list[type[Component]]:
        name = component.__name__
        return [c for c in self._stores if c.__name__ == name and c is not component]

    def _join(self, component: type[Component], slot: int) -> None:
        self._stores[component].reset(slot, self.tick + 1)
        self.structure += 1
        for other, store in self._stores.items():
            if other.on is component and not store.present[slot]:
                self._join(other, slot)

    def _leave(self, component: type[Component], slot: int) -> None:
        self._stores[component].present[slot] = False
        self.structure += 1
        for other, store in self._stores.items():
            if other.on is component and store.present[slot]:
                self._leave(other, slot)

    def _clear(self, slot: int) -> None:
        for store in self._stores.values():
            store.present[slot] = False
        self.structure += 1


def _stale(entity: Entity) -> StaleEntityError:
    msg = f"entity {entity & SLOT_MASK} of generation {entity >> 32} has been despawned"
    return StaleEntityError(msg, fix="check world.is_alive(entity) before using a kept id")
