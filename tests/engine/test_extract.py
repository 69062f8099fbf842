"""The hand-over between two worlds."""

import time

import numpy as np
import pytest

from engine import Changed, Component, Query, Read, Res, Stage, World, column, system
from engine.extract import Receiver, Snapshot
from tests.engine.fish import Glow, Halo, Log, Position, Speed, Wet, executor

WANTED = (Position, Speed)


class Sea:
    """Two worlds and what goes between them."""

    def __init__(self, components=WANTED, slots: int = 8) -> None:
        self.track = World(slots)
        self.draw = World(slots, top_down=True)
        self.snapshot = Snapshot(slots, components)
        self.receiver = Receiver()

    def hand_over(self, now: float = 0.0) -> None:
        self.snapshot.take(self.track, now)
        self.receiver.receive(self.draw, self.snapshot)


@pytest.fixture
def sea() -> Sea:
    return Sea()


def test_entities_arrive_under_the_same_ids_with_the_same_rows(sea):
    fish = [sea.track.spawn(Position(at=i), Speed(value=(i, 1))) for i in range(3)]
    sea.track.despawn(fish[0])
    fish[0] = sea.track.spawn(Position(at=9))
    sea.hand_over(now=1.5)
    assert sea.snapshot.taken_at == 1.5
    assert all(sea.draw.is_alive(one) for one in fish)
    assert sea.draw.value(fish[0], Position).at.tolist() == [9, 9]
    assert sea.draw.value(fish[2], Speed).value.tolist() == [2, 1]


def test_a_copy_is_not_a_view(sea):
    fish = sea.track.spawn(Position(at=1))
    sea.hand_over()
    sea.track.value(fish, Position).at[:] = 5
    assert sea.draw.value(fish, Position).at.tolist() == [1, 1]
    sea.hand_over()
    assert sea.draw.value(fish, Position).at.tolist() == [5, 5]


def test_what_nobody_wants_stays_where_it_is(sea):
    fish = sea.track.spawn(Position, Wet)
    wet = sea.track.spawn(Wet)
    sea.hand_over()
    assert not sea.draw.has(fish, Wet)
    assert not sea.draw.is_alive(wet)


def test_presence_follows_in_both_directions(sea):
    fish = sea.track.spawn(Position)
    for change in (
        lambda: sea.track.insert_parts(fish, Speed(value=2)),
        lambda: sea.track.remove(fish, Position),
        lambda: sea.track.insert_parts(fish, Position(at=4)),
    ):
        change()
        sea.hand_over()
        for component in WANTED:
            assert sea.draw.has(fish, component) == sea.track.has(fish, component)
    assert sea.draw.value(fish, Position).at.tolist() == [4, 4]


def test_a_despawned_entity_ends_and_its_successor_is_another(sea):
    old = sea.track.spawn(Position)
    sea.hand_over()
    sea.track.despawn(old)
    for _ in range(7):
        sea.track.spawn()
    new = sea.track.spawn(Position(at=3))
    assert sea.track.slot(new) == 0
    sea.hand_over()
    assert not sea.draw.is_alive(old)
    assert sea.draw.value(new, Position).at.tolist() == [3, 3]


def test_components_of_the_draw_side_join_and_leave_with_what_they_are_on(sea):
    sea.draw.register(Halo)
    fish = sea.track.spawn(Position)
    sea.hand_over()
    sea.draw.value(fish, Glow).brightness[...] = 7
    sea.hand_over()
    assert sea.draw.value(fish, Glow).brightness == 7
    assert sea.draw.has(fish, Halo)
    sea.track.remove(fish, Position)
    sea.hand_over()
    assert not sea.draw.is_alive(fish)


def test_entities_of_the_draw_side_are_left_alone(sea):
    lamp = sea.draw.spawn(Position(at=8), Glow(brightness=1))
    fish = sea.track.spawn(Position(at=1))
    sea.hand_over()
    sea.track.despawn(fish)
    sea.hand_over()
    assert sea.draw.value(lamp, Position).at.tolist() == [8, 8]
    assert sea.draw.value(lamp, Glow).brightness == 1


def test_an_entity_of_track_that_draw_ends_comes_back_with_the_next_snapshot(sea):
    fish = sea.track.spawn(Position(at=1))
    sea.hand_over()
    sea.draw.despawn(fish)
    sea.hand_over()
    assert sea.draw.value(fish, Position).at.tolist() == [1, 1]
    sea.draw.despawn(fish)
    sea.track.despawn(fish)
    sea.hand_over()
    assert not sea.draw.is_alive(fish)


@system(Stage.RIG)
def watch(fish: Query[Read[Position], Changed[Position]], log: Res[Log]) -> None:
    log.lines.append(fish.rows.tolist())


def test_changes_are_seen_on_the_draw_side_once_each(sea):
    log = Log()
    sea.draw.insert(log)
    drawing = executor(sea.draw, watch)
    first, _ = sea.track.spawn(Position), sea.track.spawn(Position)

    def change(tick: int) -> None:
        sea.track.register(Position).changed[sea.track.slot(first)] = tick

    for action in (None, None, lambda: change(50), None, lambda: change(51)):
        if action is not None:
            action()
        sea.hand_over()
        drawing.tick()
    drawing.tick()
    assert log.lines == [[0, 1], [], [0], [], [0], []]


def test_a_change_in_a_snapshot_that_was_dropped_is_seen_in_the_next(sea):
    log = Log()
    sea.draw.insert(log)
    drawing = executor(sea.draw, watch)
    fish = sea.track.spawn(Position)
    sea.hand_over()
    drawing.tick()
    sea.track.register(Position).changed[sea.track.slot(fish)] = 50
    sea.snapshot.take(sea.track, 1.0)  # never received
    sea.hand_over()
    drawing.tick()
    assert log.lines == [[0], [0]]


class Mesh(Component):
    """A large row, as landmarks are."""

    points = column(478, 3)


def test_the_cost_is_that_of_the_present_rows_not_of_the_slots():
    few, many = Sea([Mesh], slots=8), Sea([Mesh], slots=4096)
    costs = []
    for sea in (few, many):
        sea.track.spawn(Mesh(points=1))
        sea.hand_over()
        costs.append(min(_seconds(sea.hand_over) for _ in range(50)))
    assert costs[1] < 5 * costs[0]  # copying every slot would be 500 times the work
    assert np.all(many.draw.column(Mesh, "points")[0] == 1)


def _seconds(action) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
