"""Queries and resources: what a system may touch, stated in its signature."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar, TypeVarTuple, cast

import numpy as np
from numpy.typing import NDArray

from engine.component import Component
from engine.errors import AccessError, EcsError
from engine.store import Store
from engine.world import Entity, World

C = TypeVar("C", bound=Component)
T = TypeVar("T")
Terms = TypeVarTuple("Terms")


class Read(Generic[C]):
    """The query reads this component; its arrays are read-only."""


class Mut(Generic[C]):
    """The query writes this component; asking for rows stamps them as changed."""


class With(Generic[C]):
    """Only entities that have this component."""


class Without(Generic[C]):
    """Only entities that lack this component."""


class Changed(Generic[C]):
    """Only entities whose row joined or was handed out for writing since the system last ran.

    Not seen: writes through a row or column that was kept from an earlier run, through whole
    columns without asking for ``rows``, or through ``world.value``. Seen without a change: rows
    that were asked for as `Mut` and left alone.
    """


class Maybe(Generic[C]):
    """The component may be missing: ask with ``row.get``."""


@dataclass(frozen=True)
class ResourceAccess:
    """Mark of a resource parameter."""

    writes: bool


Res = Annotated[T, ResourceAccess(writes=False)]
"""A resource the system reads."""

ResMut = Annotated[T, ResourceAccess(writes=True)]
"""A resource the system changes."""

TERMS = (Read, Mut, With, Without, Changed, Maybe)


@dataclass(frozen=True)
class QueryAccess:
    """The terms of one query, by kind."""

    terms: dict[type, tuple[type[Component], ...]] = field(hash=False)

    @classmethod
    def of(cls, annotation: Any) -> QueryAccess:
        """Read the terms of a ``Query[...]`` annotation.

        Raises
        ------
        EcsError
            If an argument is not one of the six terms around a component.
        """
        terms: dict[type, tuple[type[Component], ...]] = dict.fromkeys(TERMS, ())
        for argument in typing.get_args(annotation):
            kind = typing.get_origin(argument)
            component = (typing.get_args(argument) or (None,))[0]
            is_component = isinstance(component, type) and issubclass(component, Component)
            if kind not in TERMS or not is_component:
                msg = f"{argument!r} is not a query term"
                fix = "use Read, Mut, With, Without, Changed or Maybe around a Component"
                raise EcsError(msg, fix=fix)
            terms[kind] = (*terms[kind], component)
        return cls(terms)

    @property
    def reads(self) -> frozenset[type[Component]]:
        """Components whose data or change marks the query looks at."""
        return frozenset(self.terms[Read] + self.terms[Maybe] + self.terms[Changed])

    @property
    def writes(self) -> frozenset[type[Component]]:
        """Components whose data the query may change."""
        return frozenset(self.terms[Mut])

    @property
    def mentioned(self) -> frozenset[type[Component]]:
        """Every component of every term."""
        return frozenset(c for kind in self.terms.values() for c in kind)


class Row:
    """One matching entity: ``row[Component]`` gives views of its columns."""

    __slots__ = ("_query", "_slot", "entity")

    def __init__(self, query: Query[*tuple[Any, ...]], slot: int, entity: Entity) -> None:
        self._query = query
        self._slot = slot
        self.entity = entity

    def __getitem__(self, component: type[C]) -> C:
        store, writable = self._query.access(component)
        return cast("C", store.row(self._slot, writable=writable))

    def get(self, component: type[C]) -> C | None:
        """Return the columns of a `Maybe` component, or None where the entity lacks it."""
        store, _ = self._query.access(component)
        return self[component] if store.present[self._slot] else None


class Query(Generic[*Terms]):
    """The rows of a world that match a system's terms.

    Iterate for row views (``for face in faces``), or take ``faces.rows`` and whole columns
    (``faces[Landmarks].points``) for kernels, or ``fish[Position].at[fish.span]`` for many rows at
    once. All stamp the rows of `Mut` terms as changed.
    """

    def __init__(self, world: World, access: QueryAccess, system: str) -> None:
        self._world = world
        self._system = system
        self._terms = access.terms
        self._stores = {c: (world.register(c), c in access.writes) for c in access.mentioned}
        self._data = {*access.terms[Read], *access.terms[Mut], *access.terms[Maybe]}
        self._written = [world.register(c) for c in access.terms[Mut]]
        self._structure = -1
        self._matching: NDArray[np.intp] = np.empty(0, np.intp)
        self._row_views: dict[int, Row] = {}
        self._tick = 0
        self._last_run = 0

    def begin(self, tick: int, last_run: int) -> None:
        """Prepare for a run at `tick` of a system whose previous run was at `last_run`."""
        self._tick = tick
        self._last_run = last_run

    @property
    def rows(self) -> NDArray[np.intp]:
        """Slots of the matching entities, ascending."""
        rows = self._match()
        self._stamp(rows)
        return rows

    @property
    def span(self) -> slice | NDArray[np.intp]:
        """The same rows, as a slice where they lie side by side: numpy then takes them uncopied.

        Write in place, ``fish[Position].at[fish.span] += 1``, since elsewhere it does copy.
        """
        span = _side_by_side(self._match())
        self._stamp(span)
        return span

    def __len__(self) -> int:
        return len(self._match())

    def __iter__(self) -> Iterator[Row]:
        for slot in self.rows.tolist():
            yield self._row(slot)

    def __getitem__(self, component: type[C]) -> C:
        store, writable = self.access(component)
        return cast("C", store.whole(writable=writable))

    def first(self) -> Row | None:
        """Return the matching entity of the lowest slot, or None."""
        rows = self._match()[:1]
        self._stamp(rows)
        return self._row(int(rows[0])) if len(rows) else None

    def get(self, entity: Entity) -> Row | None:
        """Return the row of one entity if it matches.

        Raises
        ------
        StaleEntityError
            If the entity has been despawned.
        """
        slot = self._world.slot(entity)
        if slot not in self._match():
            return None
        self._stamp(slot)
        return self._row(slot)

    def access(self, component: type[Component]) -> tuple[Store, bool]:
        """Return the store of a declared component and whether it may be written."""
        if component not in self._data:
            name = getattr(component, "__name__", repr(component))
            msg = f"system '{self._system}' touched {name}, which its signature does not declare"
            raise AccessError(msg, fix=f"add Read[{name}] or Mut[{name}] to its Query")
        return self._stores[component]

    def _stamp(self, rows: NDArray[np.intp] | slice | int) -> None:
        for store in self._written:
            store.changed[rows] = self._tick

    def _row(self, slot: int) -> Row:
        entity = self._world.entity(slot)
        row = self._row_views.get(slot)
        if row is None or row.entity != entity:
            row = self._row_views[slot] = Row(self, slot, entity)
        return row

    def _match(self) -> NDArray[np.intp]:
        if self._structure != self._world.structure:
            self._structure = self._world.structure
            self._matching = np.flatnonzero(self._structural_mask())
        if not self._terms[Changed]:
            return self._matching
        fresh = np.ones(len(self._matching), bool)
        for component in self._terms[Changed]:
            fresh &= self._stores[component][0].changed[self._matching] > self._last_run
        return self._matching[fresh]

    def _structural_mask(self) -> NDArray[np.bool_]:
        mask = self._world.alive.copy()
        for kind in (Read, Mut, With, Changed):
            for component in self._terms[kind]:
                mask &= self._stores[component][0].present
        for component in self._terms[Without]:
            mask &= ~self._stores[component][0].present
        return mask


def _side_by_side(rows: NDArray[np.intp]) -> slice | NDArray[np.intp]:
    """Return ascending rows as a slice if none is missing between the first and the last."""
    if not len(rows):
        return rows
    first, last = int(rows[0]), int(rows[-1])
    return slice(first, last + 1) if last - first + 1 == len(rows) else rows
