"""Commands: recorded in systems, applied at the end of the stage."""

import pytest

from engine import Commands, Query, Read, Stage, World, system
from engine.errors import EcsError, StaleEntityError
from tests.engine.fish import Glow, Position, Speed, tick


def test_nothing_happens_before_it_is_applied():
    world = World()
    commands = Commands(world)
    fish = commands.spawn(Position(at=1))
    assert not world.is_alive(fish)
    commands.apply()
    assert world.value(fish, Position).at.tolist() == [1, 1]


def test_a_reserved_id_can_be_used_in_the_same_stage():
    world = World()
    commands = Commands(world)
    fish = commands.spawn(Position)
    commands.insert(fish, Speed(value=3))
    commands.remove(fish, Position)
    commands.apply()
    assert world.value(fish, Speed).value.tolist() == [3, 3]
    assert not world.has(fish, Position)


def test_changes_are_made_in_the_order_of_recording():
    world = World()
    commands = Commands(world)
    fish = world.spawn()
    for x in (1, 2, 3):
        commands.insert(fish, Position(at=x))
    commands.apply()
    assert world.value(fish, Position).at.tolist() == [3, 3]


def test_reserved_ids_differ_and_count_towards_a_full_world():
    world = World(slots=2)
    commands = Commands(world)
    assert commands.spawn() != commands.spawn()
    with pytest.raises(EcsError, match="the world is full"):
        commands.spawn()


def test_ending_an_entity_twice_is_harmless():
    world = World()
    first, second = Commands(world), Commands(world)
    fish = world.spawn(Position)
    for commands in (first, first, second):
        commands.despawn(fish)
    first.apply()
    second.apply()
    second.despawn(fish)
    second.apply()
    assert not world.is_alive(fish)


def test_changes_to_an_entity_that_another_system_ends_first_are_passed_over():
    world = World()
    first, second = Commands(world), Commands(world)
    fish = world.spawn(Position)
    first.despawn(fish)
    second.insert(fish, Speed)
    second.remove(fish, Position)
    first.apply()
    second.apply()
    assert not world.is_alive(fish)


@pytest.mark.parametrize("verb", ["insert", "remove"])
def test_a_stale_id_is_refused_where_it_is_recorded(verb):
    world = World()
    fish = world.spawn(Position)
    world.despawn(fish)
    with pytest.raises(StaleEntityError, match="entity 0 of generation 0"):
        getattr(Commands(world), verb)(fish, Position)


def test_rows_of_a_new_entity_are_there_from_the_next_stage_on():
    seen = []

    @system(Stage.DETECT)
    def hatch(commands: Commands) -> None:
        commands.spawn(Position, Glow(brightness=1))

    @system(Stage.DETECT)
    def look_early(fish: Query[Read[Position]]) -> None:
        seen.append(len(fish))

    @system(Stage.ALIGN)
    def look_late(fish: Query[Read[Position], Read[Glow]]) -> None:
        seen.append(len(fish))

    tick(World(), hatch, look_early, look_late)
    assert seen == [0, 1]
