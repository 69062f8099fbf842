"""Queries: which rows match, what may be touched, and what counts as changed."""

import numpy as np
import pytest

from engine import (
    App,
    Changed,
    Maybe,
    Mut,
    Query,
    Read,
    Res,
    Row,
    Stage,
    With,
    Without,
    World,
    system,
)
from engine.errors import AccessError, EcsError, ReadOnlyError, StaleEntityError
from tests.engine.fish import Glow, Log, Position, Speed, Wet, executor, shoal, tick


def query(world: World, annotation: object) -> Query:
    """Return a query as a running system gets it."""
    got = []

    def take(fish) -> None:
        got.append(fish)

    take.__annotations__["fish"] = annotation
    tick(world, system(Stage.SOLVE)(take))
    return got[0]


@pytest.fixture
def world() -> World:
    """Four fish: plain, wet, still and wet, and one that only moves."""
    world = World(slots=8)
    for parts in ((Position, Speed), (Position, Speed, Wet), (Position, Wet), (Speed,)):
        world.spawn(*parts)
    return world


@pytest.mark.parametrize(
    ("annotation", "slots"),
    [
        (Query[Read[Position]], [0, 1, 2]),
        (Query[Mut[Position]], [0, 1, 2]),
        (Query[Read[Position], Mut[Speed]], [0, 1]),
        (Query[Read[Position], With[Wet]], [1, 2]),
        (Query[Read[Position], Without[Wet]], [0]),
        (Query[Read[Position], Maybe[Speed]], [0, 1, 2]),
        (Query[With[Speed], Without[Position]], [3]),
        (Query[Changed[Wet]], [1, 2]),
        (Query, [0, 1, 2, 3]),
    ],
)
def test_a_query_matches_the_rows_of_its_terms(world, annotation, slots):
    fish = query(world, annotation)
    assert fish.rows.tolist() == slots
    assert len(fish) == len(slots)
    assert [world.slot(row.entity) for row in fish] == slots


def test_a_despawned_entity_no_longer_matches(world):
    fish = query(world, Query[Read[Position]])
    world.despawn(world.entity(1))
    assert fish.rows.tolist() == [0, 2]


def test_the_first_row_is_that_of_the_lowest_slot_and_none_is_none(world):
    assert world.slot(query(world, Query[With[Wet]]).first().entity) == 1
    assert query(world, Query[With[Wet], Without[Position]]).first() is None


def test_a_row_is_found_by_entity_if_it_matches(world):
    fish = query(world, Query[Read[Position], With[Wet]])
    dry, wet = world.entity(0), world.entity(1)
    assert fish.get(dry) is None
    assert fish.get(wet).entity == wet
    world.despawn(wet)
    with pytest.raises(StaleEntityError):
        fish.get(wet)


def test_a_component_that_may_be_missing_is_asked_for(world):
    rows = list(query(world, Query[Read[Position], Maybe[Speed]]))
    assert [row.get(Speed) is None for row in rows] == [False, False, True]
    assert rows[0].get(Speed).value.shape == (2,)


def test_rows_and_whole_columns_are_views_of_the_same_memory(world):
    fish = query(world, Query[Mut[Position]])
    row = fish.first()
    row[Position].at[:] = 7
    assert fish[Position].at[0].tolist() == [7, 7]
    assert fish[Position].at.shape == (8, 2)
    assert row[Position].at is row[Position].at
    assert fish[Position].at is world.column(Position, "at")


@pytest.mark.parametrize(
    ("annotation", "span"),
    [
        (Query[Mut[Speed], With[Position]], slice(0, 2)),
        (Query[Mut[Position], With[Wet]], slice(1, 3)),
        (Query[Mut[Speed]], [0, 1, 3]),
        (Query[Mut[Wet], Without[Position]], []),
    ],
)
def test_a_span_is_a_slice_where_rows_lie_side_by_side(world, annotation, span):
    found = query(world, annotation).span
    assert found == span if isinstance(span, slice) else found.tolist() == span


def test_views_stay_while_others_come_and_go(world):
    fish = query(world, Query[Mut[Position]])
    view = fish.get(world.entity(2))[Position].at
    world.despawn(world.entity(0))
    world.spawn(Position)
    fish.get(world.entity(2))[Position].at[:] = 3
    assert view.tolist() == [3, 3]


@pytest.mark.parametrize("term", [Read, Maybe])
def test_what_is_not_declared_as_mut_is_read_only(world, term):
    fish = query(world, Query[term[Position]])
    for at in (fish.first()[Position].at, fish[Position].at):
        assert not at.flags.writeable
        with pytest.raises(ValueError, match="read-only"):
            at[0] = 1


def test_assigning_to_a_row_is_refused_with_the_way_to_write(world):
    row = query(world, Query[Mut[Position]]).first()
    with pytest.raises(EcsError, match=r"assigning to Position\.at would not reach") as raised:
        row[Position].at = 3
    assert raised.value.fix == "write into the array: row[Position].at[...] = value"


def test_in_place_arithmetic_on_a_row_reaches_the_world():
    world = World()
    fish = world.spawn(Glow(brightness=2))
    query(world, Query[Mut[Glow]]).first()[Glow].brightness *= 3
    assert world.value(fish, Glow).brightness == 6


def test_an_unknown_column_names_the_near_one(world):
    with pytest.raises(AttributeError, match="Speed has no column 'vaule'; did you mean 'value'"):
        _ = query(world, Query[Read[Speed]]).first()[Speed].vaule


# What a system does wrong is explained by name, as a user of a strict app sees it.


@system(Stage.SOLVE)
def peek(fish: Query[Read[Position], With[Speed]]) -> None:
    for one in fish:
        _ = one[Speed]


@system(Stage.SOLVE)
def peek_columns(fish: Query[Read[Position]]) -> None:
    _ = fish[Speed]


@system(Stage.SOLVE)
def push(fish: Query[Read[Position], Read[Speed], Mut[Glow]]) -> None:
    for one in fish:
        one[Position].at[:] = 0


@system(Stage.SOLVE)
def push_all(fish: Query[Read[Position]]) -> None:
    fish[Position].at[fish.rows] += 1


@system(Stage.SOLVE)
def push_perhaps(fish: Query[Maybe[Position]]) -> None:
    for one in fish:
        one.get(Position).at[:] = 1


@system(Stage.SOLVE)
def spoil(log: Res[Log]) -> None:
    frozen = np.zeros(2)
    frozen.flags.writeable = False
    frozen[0] = 1


@pytest.mark.parametrize("guilty", [peek, peek_columns])
def test_touching_undeclared_data_names_system_data_and_remedy(guilty):
    app = App(strict=True).add(guilty)
    shoal(app.track.world)
    with pytest.raises(AccessError, match=f"system '{guilty.name}' touched Speed") as raised:
        app.run_steps(1)
    assert raised.value.fix == "add Read[Speed] or Mut[Speed] to its Query"


@pytest.mark.parametrize("guilty", [push, push_all, push_perhaps])
def test_writing_through_a_read_view_names_system_component_and_remedy(guilty):
    app = App(strict=True).add(guilty)
    shoal(app.track.world)
    with pytest.raises(ReadOnlyError, match=f"'{guilty.name}' wrote to Position,") as raised:
        app.run_steps(1)
    assert raised.value.fix == "declare Mut[Position] in its Query"
    assert isinstance(raised.value.__cause__, ValueError)


def test_a_read_only_array_of_another_kind_is_not_blamed_on_a_component():
    app = App(strict=True).add(spoil).insert(Log())
    with pytest.raises(ValueError, match="read-only"):
        app.run_steps(1)


def test_a_missing_resource_names_the_system_that_wants_it():
    app = App(strict=True).add(spoil)
    with pytest.raises(AccessError, match="system 'spoil' wants Log, but there is no resource"):
        app.run_steps(1)


# Change marks.


@system(Stage.SOLVE)
def watch(fish: Query[Changed[Position]], log: Res[Log]) -> None:
    log.lines.append(fish.rows.tolist())


@system(Stage.SOLVE)
def push_first(fish: Query[Mut[Position]]) -> None:
    row = fish.first()
    assert isinstance(row, Row)
    row[Position].at[:] += 1


@system(Stage.SOLVE)
def look_only(fish: Query[Mut[Position]]) -> None:
    assert len(fish) == 2


@system(Stage.SOLVE)
def push_second(fish: Query[Mut[Position]], world_log: Res[Log]) -> None:
    fish.get(1)[Position].at[:] += 1


@system(Stage.SOLVE)
def push_kept(fish: Query[Mut[Position]], log: Res[Log]) -> None:
    kept = [line for line in log.lines if isinstance(line, np.ndarray)]
    if kept:
        kept[0][:] += 1
    else:
        log.lines.append(fish.first()[Position].at)


@system(Stage.SOLVE)
def push_span(fish: Query[Mut[Position]]) -> None:
    fish[Position].at[fish.span] += 1


@system(Stage.SOLVE, every=3)
def push_rarely(fish: Query[Mut[Position]]) -> None:
    for one in fish:
        one[Position].at[:] += 1


@system(Stage.SOLVE)
def relax(fish: Query[Mut[Position], Changed[Position]], log: Res[Log]) -> None:
    log.lines.append(fish.rows.tolist())


def watched(*systems, ticks: int = 3) -> list[object]:
    world, log = World(), Log()
    world.insert(log)
    shoal(world)
    running = executor(world, *systems)
    for _ in range(ticks):
        running.tick()
    return [line for line in log.lines if isinstance(line, list)]


def test_a_new_row_counts_as_changed_once():
    assert watched(watch) == [[0, 1], [], []]


def test_a_row_that_joins_in_a_reused_slot_counts_as_changed():
    world, log = World(slots=1), Log()
    world.insert(log)
    fish = world.spawn(Position)
    running = executor(world, watch)
    running.tick()
    world.despawn(fish)
    world.spawn(Position)
    running.tick()
    assert log.lines == [[0], [0]]


def test_a_change_is_seen_by_those_who_run_after_the_writer_in_the_same_tick():
    assert watched(push_first, watch) == [[0, 1], [0], [0]]


def test_a_change_is_seen_by_those_who_run_before_the_writer_in_the_next_tick():
    assert watched(watch, push_first) == [[0, 1], [0], [0]]


def test_a_system_does_not_see_its_own_changes():
    assert watched(relax) == [[0, 1], [], []]


def test_changes_between_two_runs_are_seen_once():
    assert watched(push_rarely, watch, ticks=5) == [[0, 1], [], [], [0, 1], []]


def test_asking_for_one_row_marks_only_that_one():
    assert watched(watch, push_second)[1:] == [[1], [1]]


def test_asking_for_the_span_marks_all_rows():
    assert watched(watch, push_span) == [[0, 1], [0, 1], [0, 1]]


def test_asking_only_how_many_there_are_marks_nothing():
    assert watched(watch, look_only) == [[0, 1], [], []]


def test_writing_through_a_kept_view_is_the_documented_blind_spot():
    assert watched(watch, push_kept, ticks=4) == [[0, 1], [0], [], []]
    assert "kept from an earlier run" in Changed.__doc__
