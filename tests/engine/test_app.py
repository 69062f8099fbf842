"""The app: plugins, resources, and closing."""

import logging

import pytest

from engine import Ages, App, Clock, ClockKind, Quarantine, Query, Read, Stage, Stop, Trace, system
from engine.errors import EcsError, NameClashError
from tests.engine.fish import Glow, Log, Position, Speed, started


@system(Stage.SOLVE)
def swim(fish: Query[Read[Position]]) -> None: ...


@system(Stage.RIG)
def shine(fish: Query[Read[Position], Read[Glow]]) -> None: ...


def test_systems_and_plugins_are_added_in_order():
    def plugin(app: App) -> None:
        app.add(shine).insert(Log())

    app = App().add(plugin, swim)
    assert app.schedule.systems == (shine, swim)
    assert app.track.systems == (swim,)
    assert app.draw.systems == (shine,)
    assert app.draw.mentioned == {Position, Glow}


def test_a_system_added_twice_clashes():
    with pytest.raises(NameClashError, match="system 'swim'"):
        App().add(swim, swim)


def test_a_resource_is_in_both_worlds():
    log = Log()
    app = App().insert(log)
    assert app.track.world.resource(Log) is log
    assert app.draw.world.resource(Log) is log


@pytest.mark.parametrize("kind", [Clock, Trace, Quarantine, Stop, Ages])
def test_what_the_engine_itself_provides_is_a_resource_of_both_worlds(kind):
    app = App()
    app.run_steps(1)
    assert app.track.world.find(kind) is not None
    assert app.draw.world.find(kind) is not None


def test_each_loop_has_a_clock_and_a_trace_of_its_own():
    app = App()
    app.run_steps(1)
    for kind in (Clock, Trace):
        assert app.track.world.resource(kind) is not app.draw.world.resource(kind)


def test_components_are_allocated_while_planning():
    app = started(App().add(swim))
    assert list(app.track.world.components) == [Position]


def test_a_system_added_while_running_runs_from_the_next_tick_on():
    runs = []

    @system(Stage.SOLVE)
    def late(fish: Query[Read[Speed]]) -> None:
        runs.append("late")

    app = started(App(strict=True).add(swim))
    app.track.tick(0.0)
    app.add(late)
    app.track.tick(0.1)
    app.schedule.remove("late")
    app.track.tick(0.2)
    assert runs == ["late"]


def test_what_is_asked_for_before_a_tick_is_done_once_by_the_loop():
    done = []
    app = started(App())
    app.track.before_tick(lambda: done.append(app.track.clock.tick))
    app.track.tick(0.0)
    app.track.tick(0.1)
    assert done == [-1]


def test_closing_does_everything_once_last_added_first_even_if_one_fails(caplog):
    done = []

    def break_down() -> None:
        msg = "stuck"
        raise OSError(msg)

    app = App()
    app.on_close(lambda: done.append("first"))
    app.on_close(break_down)
    app.on_close(lambda: done.append("last"))
    with caplog.at_level(logging.ERROR, "bunraku"):
        app.close()
        app.close()
    assert done == ["last", "first"]
    assert [r.getMessage() for r in caplog.records] == ["closing failed: OSError: stuck"]


def test_an_app_closes_itself_at_the_end_of_a_run():
    done = []
    app = App()
    app.on_close(lambda: done.append("closed"))
    app.run_steps(1)
    assert done == ["closed"]


def test_an_app_can_run_again():
    app = App(strict=True).add(swim, shine)
    app.track.world.spawn(Position, Glow)
    app.run_steps(2)
    app.run_steps(2)
    assert app.track.clock.tick == 1
    assert app.track.clock.kind is ClockKind.STEP


def test_a_wrong_signature_ends_the_start_of_a_run():
    @system(Stage.SOLVE)
    def odd(count: int) -> None: ...

    with pytest.raises(EcsError, match="parameter 'count' of system 'odd'"):
        App().add(odd).run_steps(1)
