"""Hand-over from TRACK to DRAW: a copy of exactly the components that DRAW mentions."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.component import Component
from engine.store import Store
from engine.world import World


class Snapshot:
    """A reusable copy of some components of one world.

    Copying touches only rows that are present, so its cost is that of the data: a few kB a face.
    """

    def __init__(self, slots: int, components: Iterable[type[Component]]) -> None:
        self.taken_at = 0.0  # s, time of the tick it was taken in
        self.stores = {c: Store(c, slots) for c in components}
        self.entities = np.zeros(slots, np.int64)

    def take(self, world: World, now: float) -> None:
        """Copy the components' present rows out of a world."""
        self.taken_at = now
        np.left_shift(world.generations, 32, out=self.entities)
        self.entities |= np.arange(world.slots)
        for component, copy in self.stores.items():
            store = world.register(component)
            np.copyto(copy.present, store.present)
            np.copyto(copy.changed, store.changed)
            _copy_rows(store, copy, np.flatnonzero(store.present))

    def slots(self) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        """Return the slots that have any of the components."""
        mask = np.zeros(len(self.entities), bool)
        for copy in self.stores.values():
            mask |= copy.present
        return np.flatnonzero(mask)


class Receiver:
    """Keeps one world in step with the snapshots of another: same ids, same rows.

    Entities that were spawned in it are left alone. One of the other world that is despawned here
    comes back with the next snapshot.
    """

    def __init__(self) -> None:
        self._followed: dict[int, int] = {}  # slot -> entity
        self._seen: dict[type[Component], np.ndarray[tuple[int], np.dtype[np.uint64]]] = {}

    def receive(self, world: World, snapshot: Snapshot) -> None:
        """Write a snapshot into the world, always the same one."""
        self._follow_entities(world, snapshot)
        for component, copy in snapshot.stores.items():
            self._follow_presence(world, component, copy)
            store = world.register(component)
            rows = np.flatnonzero(copy.present)
            _copy_rows(copy, store, rows)
            seen = self._seen.setdefault(component, np.zeros_like(copy.changed))
            store.changed[rows[copy.changed[rows] != seen[rows]]] = world.tick + 1
            np.copyto(seen, copy.changed)

    def _follow_entities(self, world: World, snapshot: Snapshot) -> None:
        wanted = {int(slot): int(snapshot.entities[slot]) for slot in snapshot.slots()}
        for slot, entity in list(self._followed.items()):
            if wanted.get(slot) != entity:
                del self._followed[slot]
                if world.is_alive(entity):
                    world.despawn(entity)
        for slot, entity in wanted.items():
            if not (slot in self._followed and world.is_alive(entity)):
                world.adopt(entity)
                self._followed[slot] = entity

    def _follow_presence(self, world: World, component: type[Component], copy: Store) -> None:
        for slot, entity in self._followed.items():
            here, there = world.has(entity, component), bool(copy.present[slot])
            if there and not here:
                world.insert_parts(entity, component)
            elif here and not there:
                world.remove(entity, component)


def _copy_rows(
    source: Store, target: Store, rows: np.ndarray[tuple[int], np.dtype[np.intp]]
) -> None:
    for name, column in source.columns.items():
        for row in rows:
            target.columns[name][row] = column[row]
