"""Cost of the engine itself: a tick of empty systems, and a system over many entities."""

import time

import pytest

from engine import App, ClockKind, Component, Mut, Query, Read, Stage, column, system

SYSTEMS = 30


class Position(Component):
    at = column(3, unit="m")


class Speed(Component):
    value = column(3, unit="m/s")


def started(app: App, kind: ClockKind = ClockKind.STEP) -> App:
    app.track.start(kind, app.quarantine, strict=True)
    return app


def empty(number: int, *, heavy: bool = False):
    def rest(fish: Query[Read[Position], Mut[Speed]]) -> None: ...

    rest.__name__ = f"rest_{number}"
    return system(Stage.SOLVE, heavy=heavy)(rest)


def swarm(entities: int, *systems) -> App:
    app = started(App(slots=entities).add(*systems))
    for i in range(entities):
        app.track.world.spawn(Position(at=i), Speed(value=1))
    return app


def test_a_tick_of_30_empty_systems(benchmark):
    app = swarm(2, *(empty(i) for i in range(SYSTEMS)))
    benchmark(app.track.tick, 0.0)


def test_a_tick_of_two_empty_heavy_systems_in_workers(benchmark):
    @system(Stage.SOLVE, heavy=True)
    def one(fish: Query[Mut[Position]]) -> None: ...

    @system(Stage.SOLVE, heavy=True)
    def two(fish: Query[Mut[Speed]]) -> None: ...

    app = started(App().add(one, two), ClockKind.LIVE)
    benchmark(app.track.tick, 0.0)
    app.close()


@system(Stage.SOLVE)
def move_by_columns(fish: Query[Mut[Position], Read[Speed]]) -> None:
    rows = fish.rows
    fish[Position].at[rows] += fish[Speed].value[rows] * 0.01


@system(Stage.SOLVE)
def move_by_rows(fish: Query[Mut[Position], Read[Speed]]) -> None:
    for one in fish:
        one[Position].at[:] += one[Speed].value * 0.01


@pytest.mark.parametrize("entities", [4, 10_000])
@pytest.mark.parametrize("move", [move_by_columns, move_by_rows], ids=["columns", "rows"])
def test_moving(benchmark, move, entities):
    app = swarm(entities, move)
    benchmark(app.track.tick, 0.0)


def test_four_faces_handed_over(benchmark):
    from engine.extract import Receiver, Snapshot

    class Mesh(Component):
        points = column(478, 3)

    app = swarm(4, move_by_rows)
    for slot in range(4):
        app.track.world.insert_parts(slot, Mesh)
    snapshot, receiver = Snapshot(4, [Position, Speed, Mesh]), Receiver()

    def hand_over() -> None:
        snapshot.take(app.track.world, time.monotonic())
        receiver.receive(app.draw.world, snapshot)

    benchmark(hand_over)
