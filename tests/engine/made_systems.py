"""Random systems with random access, whose result depends on every order that may matter."""

from __future__ import annotations

import inspect
import time
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from engine import (
    Changed,
    Commands,
    Component,
    Mut,
    Query,
    Read,
    Res,
    ResMut,
    Stage,
    System,
    World,
    column,
)


class A(Component):
    value = column(dtype="u8")


class B(Component):
    value = column(dtype="u8")


class C(Component):
    value = column(dtype="u8")


class Tally:
    """A resource."""

    def __init__(self) -> None:
        self.value = 1


KINDS = (A, B, C, Tally)


@dataclass(frozen=True)
class Access:
    """What one made system reads and writes, and how it runs."""

    reads: frozenset[type]
    writes: frozenset[type]
    heavy: bool
    spawns: bool
    stage: Stage


kinds = st.frozensets(st.sampled_from(KINDS), max_size=2)
accesses = st.lists(
    st.builds(
        Access,
        reads=kinds,
        writes=kinds,
        heavy=st.booleans(),
        spawns=st.sampled_from([False, False, True]),
        stage=st.sampled_from([Stage.DETECT, Stage.SOLVE]),
    ),
    max_size=7,
)


def make(number: int, access: Access, saw: dict[int, list[int]]) -> System:
    """Return a system that mixes what it reads into what it writes, and reports what changed."""
    components = [c for c in (A, B, C) if c in access.reads | access.writes]
    resources = {Tally} & (access.reads | access.writes)
    parameters: dict[str, Any] = {
        "rows": Query[tuple(Mut[c] if c in access.writes else Read[c] for c in components)],
        "changed": Query[tuple(Changed[c] for c in components)],
    }
    if resources:
        parameters["tally"] = (ResMut if Tally in access.writes else Res)[Tally]
    if access.spawns:
        parameters["commands"] = Commands

    def mix(*arguments: Any) -> None:
        given = dict(zip(parameters, arguments, strict=True))
        if access.heavy:
            time.sleep(0.0002)
        saw.setdefault(number, []).extend(given["changed"].rows.tolist())
        total = number + (given["tally"].value if resources else 0)
        for row in given["rows"]:
            total += sum(int(row[c].value) for c in components)
            for c in access.writes - {Tally}:
                row[c].value[...] = (int(row[c].value) * 31 + total) % 2**32
        if Tally in access.writes:
            given["tally"].value = total % 2**32
        if access.spawns:
            given["commands"].spawn(A(value=total % 2**32), C)

    mix.__name__ = f"system_{number}"
    mix.__annotations__ = parameters
    mix.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY) for name in parameters
    )
    return System(mix, access.stage, heavy=access.heavy)


def ocean() -> World:
    """Return a world of a few rows of every component."""
    world = World(slots=256)
    world.insert(Tally())
    for i in range(3):
        world.spawn(A(value=i), B(value=10 + i), C(value=20 + i))
    world.spawn(B)
    return world


def contents(world: World) -> list[object]:
    """Return everything that systems may have changed."""
    columns = [world.column(c, "value").tolist() for c in (A, B, C)]
    present = [world.register(c).present.tolist() for c in (A, B, C)]
    return [columns, present, world.alive.tolist(), world.resource(Tally).value]
