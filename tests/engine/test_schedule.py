"""The schedule and the pure plan."""

import pytest
from hypothesis import given

from engine import App, Changed, Commands, Mut, Query, Read, Res, Stage, World, plan, system
from engine.errors import EcsError, NameClashError
from engine.schedule import Schedule
from engine.system import DRAW, TRACK
from tests.engine.fish import Log, Position, Speed
from tests.engine.made_systems import accesses, make


@system(Stage.SOLVE)
def move(fish: Query[Mut[Position], Read[Speed]]) -> None: ...


@system(Stage.SOLVE)
def steer(fish: Query[Mut[Speed]]) -> None: ...


@system(Stage.SOLVE)
def watch(fish: Query[Changed[Position]]) -> None: ...


@system(Stage.SOLVE)
def count(log: Res[Log]) -> None: ...


@system(Stage.DETECT)
def find(fish: Query[Mut[Position]]) -> None: ...


@system(Stage.SOLVE)
def tidy(world: World) -> None: ...


@system(Stage.SOLVE)
def hatch(commands: Commands) -> None: ...


@system(Stage.SOLVE)
def cull(commands: Commands) -> None: ...


@system(Stage.SOLVE, replaces="move")
def swim(fish: Query[Mut[Position]]) -> None: ...


def names(schedule: Schedule) -> list[str]:
    return [s.name for s in schedule.systems]


def waits(*systems):
    return [step.after for step in plan(systems)[0].steps]


@given(accesses)
def test_of_two_systems_that_conflict_the_later_waits_for_the_earlier(made):
    systems = [make(i, access, {}) for i, access in enumerate(made)]
    for stage in plan(systems):
        steps = [step.system for step in stage.steps]
        assert steps == [s for s in systems if s.stage is stage.stage]
        for i, later in enumerate(steps):
            for j, earlier in enumerate(steps[:i]):
                a, b = made[systems.index(earlier)], made[systems.index(later)]
                clash = a.writes & (b.reads | b.writes) or b.writes & (a.reads | a.writes)
                assert (j in stage.steps[i].after) == bool(clash or (a.spawns and b.spawns))


def test_stages_come_in_their_order_whatever_the_order_of_registration():
    assert [stage.stage for stage in plan([move, find])] == [Stage.DETECT, Stage.SOLVE]
    assert (*TRACK, *DRAW) == tuple(Stage)


def test_readers_do_not_wait_for_each_other_and_writers_do():
    assert waits(watch, count) == [(), ()]
    assert waits(steer, move) == [(), (0,)]
    assert waits(watch, move) == [(), (0,)]


def test_a_system_that_takes_the_world_overlaps_with_nothing():
    assert waits(count, tidy, steer) == [(), (0,), (1,)]


def test_systems_with_commands_keep_their_order():
    assert waits(hatch, steer, cull) == [(), (), (0,)]


def test_planning_changes_nothing():
    assert plan([move, steer]) == plan([move, steer])


def test_two_systems_of_one_name_clash_with_both_remedies():
    schedule = Schedule()
    schedule.add(move)
    with pytest.raises(NameClashError, match=r"'move' of tests\.engine\.test_schedule") as raised:
        schedule.add(move)
    assert "rename" in raised.value.fix
    assert "replaces='move'" in raised.value.fix


def test_a_replacement_takes_the_place_of_the_original():
    app = App().add(steer, move, watch).add(swim)
    assert names(app.schedule) == ["steer", "swim", "watch"]


def test_a_replacement_may_keep_the_name():
    schedule = Schedule()
    for one in (steer, move):
        schedule.add(one)
    schedule.replace("steer", steer)
    assert names(schedule) == ["steer", "move"]


def test_a_replacement_of_a_third_systems_name_is_refused():
    schedule = Schedule()
    for one in (steer, move, watch):
        schedule.add(one)
    with pytest.raises(NameClashError, match="'watch'"):
        schedule.replace("move", watch)
    assert names(schedule) == ["steer", "move", "watch"]


def test_a_removed_system_is_gone():
    schedule = Schedule()
    for one in (steer, move):
        schedule.add(one)
    assert schedule.remove("steer") is steer
    assert names(schedule) == ["move"]


@pytest.mark.parametrize(
    "use",
    [
        lambda schedule, name: schedule.remove(name),
        lambda schedule, name: schedule.get(name),
        lambda schedule, name: schedule.replace(name, swim),
    ],
)
def test_a_near_miss_names_the_system_that_is_there(use):
    schedule = Schedule()
    schedule.add(steer)
    with pytest.raises(EcsError, match="there is no system 'ster'") as raised:
        use(schedule, "ster")
    assert raised.value.fix == "did you mean 'steer'?"
    with pytest.raises(EcsError, match="there is no system 'zzz'") as raised:
        use(schedule, "zzz")
    assert "plan" in raised.value.fix


def test_every_change_of_the_schedule_raises_its_version():
    schedule = Schedule()
    versions = [schedule.version]
    for change in (
        lambda: schedule.add(move),
        lambda: schedule.add(swim),
        lambda: schedule.remove("swim"),
    ):
        change()
        versions.append(schedule.version)
    assert versions == sorted(set(versions))
