"""The ladder of quality: fake clock, fake costs."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import App, ClockKind, Res, Stage, fresh, run_step, system
from engine.app import Ages
from engine.errors import UsageError
from systems.capture.frame import Frame
from systems.components import Load
from systems.track.ladder import CALM, CROWDED, ROOM, RUNGS, SETTLE, SLOW, Ladder, Rung, Strain, Why
from systems.track.load import Meter, Pace, load_plugin, parse_budget
from tests.systems.track.following import Pictures

COSTS = (0.90, 0.70, 0.55, 0.40, 0.30)  # share of all cores on each rung of a fake machine


def climbed(ladder, strain_at, seconds, start=0.0):
    """Judge once a second; return the rung after each."""
    rungs = []
    for second in range(int(seconds)):
        ladder.judge(strain_at(ladder.at, start + second), start + second)
        rungs.append(ladder.at)
    return rungs


def changes(rungs):
    return sum(a != b for a, b in pairwise(rungs))


def test_a_machine_that_keeps_up_stays_on_the_best_rung():
    ladder = Ladder(0.5)
    assert set(climbed(ladder, lambda *_: Strain(0.3, 1 / 60), 600)) == {0}
    assert ladder.why is Why.ASKED


def test_a_budget_is_held_within_seconds_and_nothing_swings_afterwards():
    ladder = Ladder(0.5)
    rungs = climbed(ladder, lambda at, _: Strain(COSTS[at]), 3600)
    assert rungs[30] == 3
    assert set(rungs[30:]) == {3}
    assert ladder.why is Why.CPU


@given(st.floats(0.15, 1.0), st.lists(st.floats(0.3, 0.95), min_size=4, max_size=4))
def test_whatever_the_rungs_cost_an_hour_sees_few_changes(budget, ratios):
    costs = [0.9]
    for ratio in ratios:
        costs.append(costs[-1] * ratio)
    rungs = climbed(Ladder(budget), lambda at, _: Strain(costs[at]), 3600)
    assert changes(rungs[60:]) <= 2 * len(RUNGS)
    assert costs[rungs[-1]] <= budget or rungs[-1] == len(RUNGS) - 1


def test_one_hitch_changes_nothing():
    ladder = Ladder(0.5)
    hitches = climbed(ladder, lambda _, now: Strain(0.9 if now % 5 == 0 else 0.2), 300)
    assert set(hitches) == {0}


def test_when_others_leave_room_the_ladder_is_climbed_again_rung_by_rung():
    ladder = Ladder(0.5)
    climbed(ladder, lambda at, _: Strain(COSTS[at]), 60)
    rungs = climbed(ladder, lambda at, _: Strain(COSTS[at] * 0.4), 120, start=60.0)
    assert rungs[-1] == 0
    assert changes(rungs) == 3
    assert ladder.why is Why.ROOM
    assert rungs.count(3) >= CALM - 1


def test_slow_drawing_and_late_tracking_are_told_apart():
    drawing, tracking = Ladder(), Ladder()
    climbed(drawing, lambda *_: Strain(0.4, 1.2 * SLOW), 10)
    climbed(tracking, lambda *_: Strain(0.4, 1 / 60, late=0.2), 10)
    assert (drawing.why, tracking.why) == (Why.DRAWING, Why.TRACKING)
    assert min(drawing.at, tracking.at) >= 1


def test_a_slow_gpu_costs_the_drawing_its_tier_and_the_tracker_nothing():
    ladder = Ladder()
    rungs = climbed(ladder, lambda *_: Strain(0.4, 3 * SLOW), 3600)
    assert rungs[-1] == max(rungs) == 1
    assert RUNGS[1] == Rung("fast drawing", fast=True)
    assert ladder.why is Why.DRAWING
    assert changes(rungs) == 1


def test_drawing_that_tracking_leaves_no_core_takes_from_the_tracker_too():
    ladder = Ladder()
    costs = (0.99, 0.97, 0.93, 0.6, 0.5)
    slow = (3, 2, 1.5, 0.7, 0.6)
    rungs = climbed(ladder, lambda at, _: Strain(costs[at], slow[at] * SLOW), 3600)
    assert rungs[-1] == 3
    assert changes(rungs[60:]) <= 2 * len(RUNGS)


def test_a_tracker_that_gave_way_comes_back_though_drawing_stays_slow():
    ladder = Ladder(0.5)
    climbed(ladder, lambda at, _: Strain(COSTS[at], 3 * SLOW), 60)
    assert ladder.at == 3
    rungs = climbed(ladder, lambda at, _: Strain(0.3 * COSTS[at], 3 * SLOW), 300, start=60.0)
    assert rungs[-1] == 1


@given(
    st.floats(0.15, 1.0),
    st.lists(st.floats(0.3, 0.95), min_size=4, max_size=4),
    st.floats(0.2, 5.0),
)
def test_whatever_drawing_takes_an_hour_sees_few_changes(budget, ratios, slow):
    costs = [0.99]
    for ratio in ratios:
        costs.append(costs[-1] * ratio)
    rungs = climbed(Ladder(budget), lambda at, _: Strain(costs[at], slow * costs[at] * SLOW), 3600)
    assert changes(rungs[60:]) <= 3 * len(RUNGS)
    assert costs[rungs[-1]] <= budget or rungs[-1] == len(RUNGS) - 1
    above = costs[max(rungs[-1] - 1, 0)]
    assert rungs[-1] <= 1 or above >= ROOM * min(budget, CROWDED)  # no lower than it must be


def test_a_slow_display_that_the_cpu_does_not_foresee_is_tried_ever_more_rarely():
    rungs = climbed(Ladder(), lambda at, _: Strain(0.3, 1 / 15 if at == 0 else 1 / 60), 7200)
    assert rungs[-1] == 1
    tries = [second for second in range(1, 7200) if rungs[second - 1] == 1 and rungs[second] == 0]
    assert 3 <= len(tries) <= 20
    assert tries[-1] - tries[-2] > 500


def test_nothing_is_judged_while_a_change_settles_nor_after_a_sleep():
    ladder = Ladder(0.5)
    climbed(ladder, lambda *_: Strain(0.9), 4)
    changed = ladder.at
    assert changed == 1
    for second in range(int(SETTLE) - 1):
        assert not ladder.judge(Strain(0.9), 3.0 + second)
    ladder.judge(Strain(0.9), 3600.0)
    assert not ladder.judge(Strain(0.9), 7200.0)
    assert ladder.at == changed


def test_the_last_rung_is_the_last():
    ladder = Ladder(0.01)
    assert climbed(ladder, lambda *_: Strain(0.9), 300)[-1] == len(RUNGS) - 1


def test_each_rung_asks_no_more_than_the_one_above():
    for above, below in pairwise(RUNGS):
        assert below.detector <= above.detector
        assert below.shapes_period >= above.shapes_period
        assert below.track_period >= above.track_period
        assert below.fast >= above.fast


def test_the_meter_reads_shares_of_what_has_passed():
    spent = iter([10.0, 11.0, 11.5])
    meter, ages, pace = Meter(lambda: next(spent), cores=2), Ages(), Pace(1 / 30)
    assert meter.read(ages, pace, 100.0) is None
    ages.samples, ages.dropped = 27, 3
    strain = meter.read(ages, pace, 101.0)
    assert (strain.cpu, strain.drawn, strain.late) == (0.5, 1 / 30, 0.1)
    assert meter.read(ages, pace, 102.0) == Strain(0.25, 1 / 30, 0.0)


def test_pictures_that_come_too_soon_for_the_rung_are_passed_over():
    seen = []

    @system(Stage.SOLVE, when=fresh(Frame))
    def note(frame: Res[Frame]) -> None:
        seen.append(frame.index)

    app = App(strict=True)
    load_plugin(app)
    app.track.world.insert(Rung("half", track_period=0.06))
    app.add(note)
    run_step(app, Pictures([None] * 9, [i / 30 for i in range(9)]))
    assert seen == [0, 2, 4, 6, 8]


def test_a_live_run_writes_down_its_load_and_goes_down_when_it_must():
    app = App(strict=True)
    row = app.track.world.spawn(Load)
    load_plugin(app, 0.5)
    app.track.world.insert(Meter(lambda: 2 * app.track.clock.now, cores=2))
    app.track.start(ClockKind.LIVE, app.quarantine, strict=True)
    for second in range(5):
        app.track.tick(1000.0 + second)
    load = app.track.world.value(row, Load)
    assert load.cpu == pytest.approx(1.0)
    assert (load.rung, load.why) == (1, Why.CPU)
    assert app.track.world.resource(Rung).fast
    app.close()


@pytest.mark.parametrize(("text", "share"), [("50%", 0.5), ("100", 1.0), (" 12.5 % ", 0.125)])
def test_budgets_are_percent(text, share):
    assert parse_budget(text) == share


@pytest.mark.parametrize("text", ["0", "-5%", "101%", "half", "nan", ""])
def test_a_budget_that_is_none_is_refused(text):
    with pytest.raises(UsageError, match="--cpu"):
        parse_budget(text)


def test_what_may_be_a_share_or_half_a_percent_is_refused():
    with pytest.raises(UsageError, match=r"--cpu 0\.5 is"):
        parse_budget("0.5")
    assert parse_budget("0.5%") == 0.005
