"""Entities, components and resources of a world."""

import numpy as np
import pytest

from engine import Component, Entity, World, column
from engine.errors import AccessError, EcsError, NameClashError, StaleEntityError
from tests.engine.fish import Drop, Glow, Halo, Position, Speed, Wet


def test_a_spawned_entity_has_its_values_and_defaults_elsewhere():
    world = World()
    fish = world.spawn(Position(at=(1, 2)), Speed)
    assert world.value(fish, Position).at.tolist() == [1, 2]
    assert world.value(fish, Speed).value.tolist() == [0, 0]


def test_rows_are_as_stable_as_the_entity():
    world = World(slots=4)
    first, second, third = (world.spawn(Position(at=i)) for i in range(3))
    view = world.value(third, Position).at
    world.despawn(first)
    world.despawn(second)
    world.spawn(Position(at=9))
    world.value(third, Position).at[0] = 7
    assert view.tolist() == [7, 2]
    assert np.shares_memory(view, world.column(Position, "at"))


def test_a_slot_is_reused_under_a_new_generation():
    world = World(slots=1)
    first = world.spawn()
    world.despawn(first)
    second = world.spawn()
    assert (first & 0xFFFFFFFF, second & 0xFFFFFFFF) == (0, 0)
    assert second >> 32 == (first >> 32) + 1
    assert not world.is_alive(first)
    assert world.is_alive(second)


def test_a_freed_slot_is_reused_last():
    world = World(slots=3)
    first = world.spawn()
    world.despawn(first)
    assert [world.slot(world.spawn()) for _ in range(3)] == [1, 2, 0]


def test_a_reused_slot_starts_at_the_defaults_again():
    world = World(slots=1)
    world.despawn(world.spawn(Position(at=(3, 4))))
    assert world.value(world.spawn(Position), Position).at.tolist() == [0, 0]


@pytest.mark.parametrize(
    "use",
    [
        lambda world, fish: world.slot(fish),
        lambda world, fish: world.despawn(fish),
        lambda world, fish: world.value(fish, Position),
        lambda world, fish: world.has(fish, Position),
        lambda world, fish: world.has(fish, Wet),
        lambda world, fish: world.insert_parts(fish, Speed),
        lambda world, fish: world.remove(fish, Position),
    ],
)
def test_a_stale_id_is_refused_by_name_with_the_remedy(use):
    world = World()
    fish = world.spawn(Position)
    world.despawn(fish)
    world.spawn(Position)
    with pytest.raises(StaleEntityError, match="entity 0 of generation 0") as raised:
        use(world, fish)
    assert "world.is_alive(entity)" in raised.value.fix


def test_a_full_world_says_how_many_and_what_to_do():
    world = World(slots=2)
    world.spawn()
    world.spawn()
    with pytest.raises(EcsError, match="the world is full: 2 entities") as raised:
        world.spawn()
    assert "World(slots=...)" in raised.value.fix


def test_a_component_joins_with_the_one_it_is_on_transitively():
    world = World()
    world.register(Halo)
    fish = world.spawn(Position)
    assert world.has(fish, Glow)
    assert world.value(fish, Halo).radius == 2


def test_a_component_registered_late_joins_those_who_are_there():
    world = World()
    fish, other = world.spawn(Position), world.spawn(Speed)
    world.register(Halo)
    assert world.value(fish, Glow).brightness == 0.5
    assert world.has(fish, Halo)
    assert not world.has(other, Halo)


def test_a_component_leaves_with_the_one_it_is_on_transitively():
    world = World()
    world.register(Halo)
    fish = world.spawn(Position, Speed)
    world.remove(fish, Position)
    assert not any(world.has(fish, c) for c in (Position, Glow, Halo))
    assert world.has(fish, Speed)


def test_a_component_that_comes_back_has_its_defaults_again():
    world = World()
    world.register(Glow)
    fish = world.spawn(Position)
    world.value(fish, Glow).brightness[...] = 9
    world.remove(fish, Position)
    world.insert_parts(fish, Position)
    assert world.value(fish, Glow).brightness == 0.5


def test_values_given_for_a_joining_component_are_kept():
    world = World()
    for parts in ((Position, Glow(brightness=3)), (Glow(brightness=3), Position)):
        assert world.value(world.spawn(*parts), Glow).brightness == 3


def test_inserting_the_base_again_leaves_the_joined_component_alone():
    world = World()
    fish = world.spawn(Position, Glow(brightness=3))
    world.insert_parts(fish, Position(at=1))
    assert world.value(fish, Glow).brightness == 3


def test_removing_what_an_entity_never_had_is_harmless():
    world = World()
    world.remove(world.spawn(), Wet)


def test_the_row_of_a_missing_component_is_refused():
    world = World()
    with pytest.raises(EcsError, match="entity 0 has no Position") as raised:
        world.value(world.spawn(Speed), Position)
    assert "world.has" in raised.value.fix


def test_an_adopted_entity_keeps_its_id():
    here = World()
    foreign: Entity = 5 << 32 | 3
    here.adopt(foreign)
    assert here.is_alive(foreign)
    assert 3 not in {here.slot(here.spawn()) for _ in range(63)}


def test_adopting_over_a_living_slot_ends_who_was_there():
    world = World(slots=1)
    old = world.spawn(Position)
    world.adopt(7 << 32)
    assert not world.is_alive(old)
    assert not world.has(7 << 32, Position)


def test_a_world_that_counts_down_never_meets_one_that_counts_up():
    up, down = World(slots=8), World(slots=8, top_down=True)
    assert [up.slot(up.spawn()) for _ in range(4)] == [0, 1, 2, 3]
    assert [down.slot(down.spawn()) for _ in range(4)] == [7, 6, 5, 4]


def _twin(module: str) -> type[Component]:
    return type("Position", (Component,), {"__module__": module, "at": column()})


def test_two_components_of_one_name_clash_with_both_modules_named():
    world = World()
    world.register(Position)
    with pytest.raises(NameClashError, match=r"Position of mine .* tests\.engine\.fish") as raised:
        world.register(_twin("mine"))
    assert "rename" in raised.value.fix


def test_a_component_of_a_reloaded_module_takes_its_own_place():
    world = World()
    old, new = _twin("script"), _twin("script")
    world.spawn(old)
    world.register(new)
    assert list(world.components) == [new]


def test_a_resource_is_found_under_its_type_or_a_base():
    world, drop = World(), Drop(1.0)
    world.insert(drop, key=object)
    assert world.resource(object) is drop
    assert world.find(Drop) is None


def test_a_missing_resource_names_the_remedy():
    with pytest.raises(AccessError, match="there is no resource Drop") as raised:
        World().resource(Drop)
    assert "app.insert(Drop(...))" in raised.value.fix


def test_a_discarded_resource_is_not_fresh():
    world = World()
    world.insert(Drop(1.0))
    world.discard(Drop)
    world.discard(Drop)
    assert world.find(Drop) is None
    assert world.resource_tick(Drop) == -1
