"""The executor: overlap, order, conditions and quarantine."""

import logging
import threading
import time

import pytest
from hypothesis import given, settings

from engine import (
    Commands,
    Component,
    Mut,
    Quarantine,
    Query,
    Read,
    Res,
    ResMut,
    Stage,
    Trace,
    World,
    fresh,
    plan,
    system,
)
from engine.errors import AccessError, BunrakuError
from tests.engine.fish import FAST, Drop, Log, Position, Speed, Wet, executor, shoal, tick
from tests.engine.made_systems import accesses, contents, make, ocean

NAP = 0.1


@system(Stage.SOLVE, heavy=True)
def infer(fish: Query[Mut[Position]]) -> None:
    time.sleep(NAP)


@system(Stage.SOLVE, heavy=True)
def listen(fish: Query[Mut[Speed]]) -> None:
    time.sleep(NAP)


@system(Stage.SOLVE, heavy=True)
def infer_more(fish: Query[Mut[Position]]) -> None:
    time.sleep(NAP)


@system(Stage.SOLVE)
def note_thread(log: ResMut[Log]) -> None:
    log.lines.append(threading.current_thread())


@system(Stage.SOLVE, heavy=True)
def note_thread_heavily(log: ResMut[Log]) -> None:
    log.lines.append(threading.current_thread())


@system(Stage.SOLVE)
def note_nothing(fish: Query[Read[Position]]) -> None: ...


@system(Stage.SOLVE)
def fail(fish: Query[Read[Position]]) -> None:
    _ = 1 / 0


@system(Stage.SOLVE, heavy=True)
def fail_heavily(fish: Query[Read[Position]]) -> None:
    _ = 1 / 0


def seconds(*systems, overlap: bool = True) -> float:
    world = World()
    running = executor(world, *systems, overlap=overlap)
    began = time.perf_counter()
    running.tick()
    took = time.perf_counter() - began
    running.close()
    return took


def with_log(*systems, **options) -> tuple[World, Log]:
    world, log = World(), Log()
    world.insert(log)
    tick(world, *systems, **options)
    return world, log


def test_two_heavy_systems_are_at_work_at_once():
    both = threading.Barrier(2, timeout=FAST)

    @system(Stage.SOLVE, heavy=True)
    def one(fish: Query[Mut[Position]]) -> None:
        both.wait()

    @system(Stage.SOLVE, heavy=True)
    def other(fish: Query[Mut[Speed]]) -> None:
        both.wait()

    tick(World(), one, other)


def test_heavy_systems_that_conflict_run_one_after_the_other():
    assert seconds(infer, infer_more) > 1.9 * NAP


def test_without_overlap_everything_runs_in_turn():
    assert seconds(infer, listen, overlap=False) > 1.9 * NAP


def test_light_systems_run_in_the_loops_own_thread_beside_heavy_ones():
    _, log = with_log(infer, note_thread)
    assert log.lines == [threading.current_thread()]


def test_a_light_system_does_not_wait_for_a_heavy_one_it_has_nothing_to_do_with():
    noted = threading.Event()

    @system(Stage.SOLVE, heavy=True)
    def wait(fish: Query[Mut[Position]]) -> None:
        assert noted.wait(FAST)

    @system(Stage.SOLVE)
    def note(log: ResMut[Log]) -> None:
        noted.set()

    world = World()
    world.insert(Log())
    tick(world, wait, note)


def test_heavy_systems_run_in_workers_only_where_something_can_overlap():
    _, log = with_log(listen, note_thread_heavily)
    assert log.lines[0].name.startswith("heavy")
    _, log = with_log(note_thread_heavily)
    assert log.lines == [threading.current_thread()]


def test_light_systems_alone_start_no_threads():
    before = threading.active_count()
    world = World()
    world.insert(Log())
    running = executor(world, note_thread, fail, strict=False)
    running.tick()
    assert threading.active_count() == before
    running.close()


def test_closing_ends_the_workers_and_closing_twice_is_harmless():
    before = threading.active_count()
    running = executor(World(), infer, listen)
    running.tick()
    running.close()
    running.close()
    assert threading.active_count() == before


@settings(max_examples=60, deadline=None)
@given(accesses)
def test_the_overlapped_result_equals_the_serial_one(made):
    results = []
    for overlap in (True, False):
        world, saw = ocean(), {}
        systems = [make(i, access, saw) for i, access in enumerate(made)]
        running = executor(world, *systems, overlap=overlap)
        for _ in range(3):
            running.tick()
        running.close()
        results.append((contents(world), saw))
    assert results[0] == results[1]


def test_commands_apply_at_the_end_of_the_stage_in_order_of_registration():
    order = []

    class Egg(Component):
        pass

    @system(Stage.DETECT, heavy=True)
    def first(commands: Commands, fish: Query[Read[Position]]) -> None:
        time.sleep(0.01)
        order.append(commands.spawn(Egg))

    @system(Stage.DETECT)
    def second(commands: Commands, fish: Query[Read[Speed]]) -> None:
        order.append(commands.spawn(Egg))

    @system(Stage.ALIGN)
    def count(eggs: Query[Read[Egg]]) -> None:
        order.append(len(eggs))

    tick(World(), first, second, count)
    assert order == [0, 1, 2]


def test_a_system_that_raises_is_logged_once_and_skipped_from_then_on(caplog):
    world, quarantine, log = World(), Quarantine(), Log()
    world.insert(log)
    running = executor(world, fail, note_thread, strict=False, quarantine=quarantine)
    with caplog.at_level(logging.ERROR, "bunraku"):
        for _ in range(3):
            running.tick()
    assert quarantine == {"fail": "ZeroDivisionError: division by zero"}
    assert [r.getMessage() for r in caplog.records] == [
        "system 'fail' raised and is skipped from now on: division by zero"
    ]
    assert len(log.lines) == 3


def test_a_heavy_system_that_raises_in_a_worker_is_quarantined_too():
    quarantine = Quarantine()
    tick_with = executor(World(), fail_heavily, listen, strict=False, quarantine=quarantine)
    tick_with.tick()
    tick_with.close()
    assert list(quarantine) == ["fail_heavily"]


@pytest.mark.parametrize("guilty", [fail, fail_heavily])
def test_a_strict_run_raises_and_notes_the_system(guilty):
    with pytest.raises(ZeroDivisionError, match="division by zero") as caught:
        tick(World(), guilty, listen)
    assert caught.value.__notes__ == [f"in system '{guilty.name}'"]


def test_a_condition_that_raises_counts_as_its_system():
    def undecided(world: World, last_run: int) -> bool:
        return bool({}["ice"])

    @system(Stage.SOLVE, when=undecided)
    def wait(log: Res[Log]) -> None: ...

    quarantine = Quarantine()
    executor(World(), wait, strict=False, quarantine=quarantine).tick()
    assert quarantine == {"wait": "KeyError: 'ice'"}


def test_a_command_that_cannot_be_carried_out_is_its_systems_failure():
    @system(Stage.SOLVE)
    def hatch(commands: Commands) -> None:
        commands.spawn(Position(at=(1, 2, 3)))

    quarantine = Quarantine()
    executor(World(), hatch, strict=False, quarantine=quarantine).tick()
    assert "ValueError" in quarantine["hatch"]


def test_an_error_that_a_built_in_system_raises_on_purpose_ends_the_run():
    full = BunrakuError("the disk is full", fix="free some space")

    def film(fish: Query[Read[Position]]) -> None:
        raise full

    film.__module__ = "systems.avatar.film"
    with pytest.raises(BunrakuError, match="the disk is full"):
        tick(World(), system(Stage.SOLVE)(film), strict=False)


def test_the_error_of_a_missing_resource_ends_up_in_quarantine_with_its_remedy():
    quarantine = Quarantine()
    executor(World(), note_thread, strict=False, quarantine=quarantine).tick()
    assert "app.insert(Log(...))" in quarantine["note_thread"]
    with pytest.raises(AccessError):
        tick(World(), note_thread)


def test_every_n_runs_on_each_nth_tick_from_the_first_on():
    runs = []

    @system(Stage.SOLVE, every=3)
    def rest(fish: Query[Read[Position]]) -> None:
        runs.append(len(ticks))

    ticks = []
    running = executor(World(), rest)
    while len(ticks) < 7:
        running.tick()
        ticks.append(None)
    assert runs == [0, 3, 6]


def test_a_fresh_condition_lets_a_system_run_once_for_each_new_resource():
    runs = []

    @system(Stage.SOLVE, when=fresh(Drop))
    def look(drop: Res[Drop]) -> None:
        runs.append(drop.index)

    world = World()
    running = executor(world, look)
    for index in (None, 1, None, 2, 2, None):
        if index is not None:
            world.insert(Drop(0.0, index))
        running.tick()
    assert runs == [1, 2, 2]


def test_a_heavy_system_that_is_not_due_costs_no_worker():
    @system(Stage.SOLVE, heavy=True, when=fresh(Drop))
    def look(drop: Res[Drop], log: ResMut[Log]) -> None: ...

    trace = Trace("test")
    running = executor(World(), look, listen, trace=trace)
    running.tick()
    running.close()
    assert "look" not in {timing.name for timing in trace.table()}


def test_a_system_keeps_its_state_when_the_plan_is_loaded_again():
    runs = []

    @system(Stage.SOLVE, every=2)
    def rest(fish: Query[Read[Position]]) -> None:
        runs.append("run")

    running = executor(World(), rest)
    for systems in ([rest], [rest, note_nothing], [rest]):
        running.load(plan(systems))
        running.tick()
    assert runs == ["run", "run"]


def test_what_a_system_spawns_through_the_world_is_there_for_the_next_one():
    seen = []

    @system(Stage.SOLVE)
    def hatch(world: World) -> None:
        world.spawn(Wet)

    @system(Stage.SOLVE)
    def count(fish: Query[Read[Wet]]) -> None:
        seen.append(len(fish))

    tick(World(), hatch, count, hatch, system(Stage.SOLVE)(count.function))
    assert seen == [1, 2]


def test_thirty_empty_systems_take_at_most_600_us_a_tick():
    def empty(number: int):
        def rest(fish: Query[Read[Position], Mut[Speed]]) -> None: ...

        rest.__name__ = f"rest_{number}"
        return system(Stage.SOLVE)(rest)

    world = World()
    shoal(world)
    running = executor(world, *(empty(i) for i in range(30)))
    assert min(_seconds(running.tick) for _ in range(50)) < 600e-6


def test_ten_thousand_entities_move_by_whole_columns_within_a_frame():
    @system(Stage.SOLVE)
    def move(fish: Query[Mut[Position], Read[Speed]]) -> None:
        fish[Position].at[fish.rows] += fish[Speed].value[fish.rows]

    world = World(slots=10_000)
    shoal(world, 10_000)
    running = executor(world, move)
    assert min(_seconds(running.tick) for _ in range(20)) < 0.005
    assert world.column(Position, "at")[9_999].tolist() == [9_999 + 20, 9_999]


def _seconds(action) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
