"""Runs on the step and live clocks."""

import gc
import sys
import threading
import time
import tracemalloc

import numpy as np
import pytest

from engine import (
    Ages,
    App,
    Clock,
    ClockKind,
    Commands,
    Mut,
    Query,
    Read,
    Res,
    ResMut,
    Stage,
    Stop,
    World,
    fresh,
    run_live,
    run_step,
    system,
)
from engine.errors import DeviceError
from tests.engine.fish import (
    FAST,
    Drop,
    FailingSource,
    FakeSource,
    Glow,
    Log,
    Position,
    Speed,
    shoal,
)


@system(Stage.SOLVE)
def move(fish: Query[Mut[Position], Read[Speed]], clock: Res[Clock]) -> None:
    for one in fish:
        one[Position].at[:] += one[Speed].value * clock.dt


@system(Stage.SOLVE, when=fresh(Drop))
def breed(drop: Res[Drop], commands: Commands, fish: Query[Read[Position]]) -> None:
    if drop.index % 7 == 3:
        commands.spawn(Position(at=drop.index), Speed(value=(0.1, 0.3)))
    if drop.index % 7 == 5:
        commands.despawn(fish.first().entity)


@system(Stage.RIG)
def shine(fish: Query[Read[Position], Mut[Glow]], clock: Res[Clock]) -> None:
    for one in fish:
        one[Glow].brightness[...] = np.sin(one[Position].at[0] + clock.now)


@system(Stage.OUTPUT)
def note_track(clock: Res[Clock], log: ResMut[Log]) -> None:
    log.lines.append(("track", clock.now))


@system(Stage.RENDER)
def note_draw(clock: Res[Clock], log: ResMut[Log]) -> None:
    log.lines.append(("draw", clock.now))


@system(Stage.OUTPUT, when=fresh(Drop))
def note_drop(drop: Res[Drop], log: ResMut[Log]) -> None:
    log.lines.append(("drop", drop.index))


@system(Stage.SOLVE)
def be_slow_a_little(fish: Query[Read[Position]]) -> None:
    time.sleep(0.008)


@system(Stage.SOLVE, when=fresh(Drop))
def be_slow_with_drops(drop: Res[Drop]) -> None:
    time.sleep(0.03)


@system(Stage.SOLVE)
def fail(fish: Query[Read[Position]]) -> None:
    _ = 1 / 0


@system(Stage.RENDER)
def fail_drawing(fish: Query[Read[Position]]) -> None:
    _ = 1 / 0


@pytest.fixture(autouse=True)
def no_thread_is_left():
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) == before


def app_with_log(*systems) -> tuple[App, Log]:
    log = Log()
    return App(strict=True).insert(log).add(*systems), log


def times(log: Log, loop: str) -> list[float]:
    return [when for name, when in log.lines if name == loop]


def undisturbed(steps: list[float]) -> float:
    """Return the step of a loop where nothing held it up: other programs only lengthen some."""
    return float(np.quantile(steps, 0.25))


# The step clock.


def test_two_step_runs_are_bit_identical():
    results = []
    for _ in range(2):
        app = App(strict=True).add(move, breed, shine)
        shoal(app.track.world)
        run_step(app, FakeSource(60, 1 / 30, realtime=False))
        worlds = (app.track.world, app.draw.world)
        columns = [w.column(c, n).tobytes() for w in worlds for c, n in ((Position, "at"),)]
        glow = app.draw.world.column(Glow, "brightness").tobytes()
        results.append([*columns, glow, *(w.alive.tobytes() for w in worlds)])
    assert results[0] == results[1]
    assert any(results[0][2])


def test_a_step_run_draws_once_after_each_track_tick_at_the_samples_time():
    app, log = app_with_log(note_track, note_draw)
    run_step(app, FakeSource(3, 0.5, realtime=False))
    assert log.lines == [(loop, now) for now in (5, 5.5, 6) for loop in ("track", "draw")]


def test_a_step_run_without_a_source_counts_its_own_time():
    app, log = app_with_log(note_track)
    run_step(app, None, frames=3, dt=0.25)
    assert times(log, "track") == [0, 0.25, 0.5]
    assert app.track.clock.kind is ClockKind.STEP


def test_a_step_run_drops_nothing_and_gives_every_sample_back_once():
    app, log = app_with_log(note_drop)
    source = FakeSource(20, realtime=False)
    run_step(app, source)
    assert times(log, "drop") == list(range(20))
    assert [s.released for s in source.samples] == [1] * 20
    assert source.closed == 1


def test_a_step_run_ends_at_the_frame_limit_or_when_a_system_asks():
    @system(Stage.OUTPUT)
    def stop_at_three(clock: Res[Clock], stop: ResMut[Stop]) -> None:
        if clock.tick == 2:
            stop.ask()

    limited, stopped = FakeSource(20, realtime=False), FakeSource(20, realtime=False)
    run_step(App(), limited, frames=4)
    run_step(App().add(stop_at_three), stopped)
    assert (limited.read_samples, stopped.read_samples) == (4, 3)


def test_a_step_run_that_fails_still_gives_the_sample_back_and_closes_all():
    app, log = app_with_log(fail)
    app.on_close(lambda: log.lines.append("closed"))
    source = FakeSource(3, realtime=False)
    with pytest.raises(ZeroDivisionError):
        run_step(app, source)
    assert (source.samples[0].released, source.closed, log.lines) == (1, 1, ["closed"])


def test_a_sample_is_out_of_reach_once_its_buffer_is_given_back():
    app, _ = app_with_log(note_drop)
    run_step(app, FakeSource(2, realtime=False))
    assert app.track.world.find(Drop) is None
    app.run_steps(1)  # a fresh(Drop) system does not run again on the old one


# The live clock.


def test_a_slow_tracker_does_not_slow_the_drawing():
    drawn = threading.Semaphore(0)

    @system(Stage.SOLVE)
    def wait_for_ten_pictures(fish: Query[Read[Position]]) -> None:
        assert all(drawn.acquire(timeout=FAST) for _ in range(10))

    @system(Stage.RENDER)
    def draw(fish: Query[Read[Position]]) -> None:
        drawn.release()

    app, log = app_with_log(wait_for_ten_pictures, draw, note_draw)
    run_live(app, FakeSource(1000, 0.01), frames=4)
    assert undisturbed(np.diff(times(log, "draw"))) == pytest.approx(1 / 60, rel=0.15)


def test_track_ticks_at_about_60_hz_when_there_is_no_source():
    app, log = app_with_log(be_slow_a_little, note_track)
    run_live(app, None, frames=40)
    assert undisturbed(np.diff(times(log, "track"))) == pytest.approx(1 / 60, rel=0.15)


def idle_steps(source) -> tuple[list[float], list[float]]:
    """Return seconds from a sample to TRACK's first tick by itself, and from that to the next."""
    after_sample, after_idle, ticks = [], [], []

    @system(Stage.OUTPUT)
    def note(world: World, clock: Res[Clock]) -> None:
        idle = world.find(Drop) is None
        if ticks and idle:
            was_idle, then = ticks[-1]
            (after_idle if was_idle else after_sample).append(clock.now - then)
        ticks.append((idle, clock.now))

    run_live(App(strict=True).add(note), source)
    return after_sample, after_idle


def test_track_ticks_by_itself_while_a_source_is_silent_for_50_ms():
    first, later = idle_steps(FakeSource(6, 0.15))
    assert undisturbed(first) == pytest.approx(0.05, abs=0.01)
    assert undisturbed(later) == pytest.approx(1 / 60, rel=0.15)


def test_track_does_not_tick_by_itself_while_samples_keep_coming():
    first, _ = idle_steps(FakeSource(30, 0.02))
    assert all(step > 0.049 for step in first)  # only where the machine stalled for so long


def test_a_live_run_tracks_as_many_samples_as_were_asked_for():
    app, log = app_with_log(note_drop)
    source = FakeSource(1000, 0.002)
    run_live(app, source, frames=5)
    assert len(times(log, "drop")) == 5
    assert source.closed == 1


def test_a_live_run_without_a_source_draws_as_often_as_was_asked_for():
    app, log = app_with_log(note_draw)
    run_live(app, None, frames=5)
    assert len(times(log, "draw")) == 5


def test_a_live_run_ends_when_a_drawing_system_asks():
    @system(Stage.RENDER)
    def close_window(clock: Res[Clock], stop: ResMut[Stop]) -> None:
        if clock.tick == 2:
            stop.ask()

    app, _ = app_with_log(close_window)
    source = FakeSource(2500, 0.002)
    run_live(app, source)
    assert source.read_samples < 2500


def test_a_replay_loses_no_sample_however_slow_the_tracker():
    app, log = app_with_log(be_slow_with_drops, note_drop)
    source = FakeSource(8, 0.005, realtime=False)
    run_live(app, source, drop=False)
    assert times(log, "drop") == list(range(8))
    assert [s.released for s in source.samples] == [1] * 8
    assert app.track.clock.kind is ClockKind.REPLAY


def test_dropped_samples_are_counted_and_given_back():
    app, log = app_with_log(be_slow_with_drops, note_drop)
    source = FakeSource(40, 0.003)
    run_live(app, source)
    tracked = times(log, "drop")
    assert tracked == sorted(tracked)
    assert [s.released for s in source.samples] == [1] * 40
    assert app.ages.dropped == 40 - len(tracked)


def test_what_slow_drawing_passes_over_is_not_counted_as_dropped():
    @system(Stage.RENDER)
    def draw_slowly() -> None:
        time.sleep(0.05)

    app, log = app_with_log(draw_slowly, note_drop)
    run_live(app, FakeSource(40, 0.005))
    assert app.ages.dropped == 40 - len(times(log, "drop")) < 20


def test_an_idle_tick_cannot_reach_the_sample_that_was_given_back():
    found = []

    @system(Stage.SOLVE)
    def look(world: World) -> None:
        found.append(world.find(Drop) is None)

    app, _ = app_with_log(look)
    run_live(app, FakeSource(2, 0.12))
    assert set(found) == {True, False}


@pytest.mark.parametrize("guilty", [fail, fail_drawing])
def test_an_error_of_either_loop_surfaces_in_the_caller(guilty):
    app, log = app_with_log(guilty)
    app.on_close(lambda: log.lines.append("closed"))
    source = FakeSource(1000, 0.002)
    with pytest.raises(ZeroDivisionError):
        run_live(app, source)
    assert (source.closed, log.lines) == (1, ["closed"])


def test_a_script_that_exits_ends_a_live_run_with_its_code():
    @system(Stage.SOLVE)
    def leave() -> None:
        sys.exit(7)

    app, _ = app_with_log(leave)
    with pytest.raises(SystemExit) as caught:
        run_live(app, FakeSource(1000, 0.002))
    assert caught.value.code == 7


def test_a_system_that_hangs_is_left_behind_and_named(monkeypatch, caplog):
    monkeypatch.setattr("engine.run.JOIN_AFTER", 0.05)
    hanging, freed = threading.Event(), threading.Event()

    @system(Stage.SOLVE)
    def hang() -> None:
        hanging.set()
        freed.wait(FAST)

    @system(Stage.RENDER)
    def stop(ask: Res[Stop]) -> None:
        if hanging.is_set():
            ask.ask()

    app, _ = app_with_log(hang, stop)
    run_live(app, None)
    freed.set()
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(FAST)
    assert "system 'hang' has not ended in 0.05 s" in caplog.text


def test_an_error_of_the_source_surfaces_in_the_caller():
    app, log = app_with_log(note_drop)
    with pytest.raises(DeviceError, match="unplugged"):
        run_live(app, FailingSource(DeviceError("unplugged", fix="plug it in"), samples=2))
    assert log.lines


def test_a_system_that_fails_leaves_the_rest_of_a_live_run_running():
    log = Log()
    app = App().insert(log).add(fail, note_drop)
    run_live(app, FakeSource(5, 0.01))
    assert list(app.quarantine) == ["fail"]
    assert times(log, "drop")[-1] == 4


def test_what_track_solved_reaches_the_drawing_with_its_time():
    seen = []

    @system(Stage.RENDER)
    def look(fish: Query[Read[Position]], ages: Res[Ages], clock: Res[Clock]) -> None:
        seen.extend((one[Position].at[0], clock.now - ages.tracked_at) for one in fish)

    app, _ = app_with_log(move, look)
    app.track.world.spawn(Position, Speed(value=(1, 0)))
    run_live(app, FakeSource(20, 0.01))
    where, age = np.array(seen).T
    assert np.all(np.diff(where) >= 0)
    assert where[-1] > 0.1
    assert 0 <= np.median(age) < 0.05


def test_the_switch_interval_is_that_of_the_caller_again():
    before = sys.getswitchinterval()
    run_live(App(), FakeSource(1, 0.001))
    assert sys.getswitchinterval() == before


def test_a_thousand_samples_leave_no_memory_behind():
    app = App(strict=True, slots=8).add(move, breed, shine)  # every slot is soon used
    shoal(app.track.world)
    sizes = []

    @system(Stage.RENDER, every=100)
    def weigh(clock: Res[Clock]) -> None:
        gc.collect()
        sizes.append(tracemalloc.get_traced_memory()[0])

    app.add(weigh)
    tracemalloc.start()
    try:
        run_step(app, Endless(1000))
    finally:
        tracemalloc.stop()
    assert len(sizes) == 10
    assert sizes[-1] - sizes[2] < 4096


class Endless(FakeSource):
    """Makes its samples as they are asked for, so that the source itself does not grow."""

    def __init__(self, samples: int) -> None:
        super().__init__(0, realtime=False)
        self.limit = samples

    def read(self) -> Drop | None:
        self.read_samples += 1
        index = self.read_samples - 1
        return Drop(index / 30, index) if index < self.limit else None


def test_an_app_that_ran_live_runs_again():
    app = App(strict=True)
    ticks = []

    @system(Stage.RIG)
    def count(clock: Res[Clock]) -> None:
        ticks.append(clock.tick)

    app.add(count)
    run_live(app, None, frames=3)
    run_live(app, None, frames=3)
    assert ticks == [0, 1, 2] * 2
