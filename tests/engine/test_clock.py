"""Time as systems see it."""

import time

from engine import Clock, ClockKind, monotonic


def test_the_first_tick_has_no_duration():
    clock = Clock(ClockKind.STEP)
    clock.advance(12.5)
    assert (clock.now, clock.dt, clock.tick) == (12.5, 0.0, 0)


def test_a_tick_lasts_since_the_one_before_even_from_time_zero():
    clock = Clock(ClockKind.STEP)
    for now in (0.0, 0.25, 1.0):
        clock.advance(now)
    assert (clock.now, clock.dt, clock.tick) == (1.0, 0.75, 2)


def test_live_time_is_the_clock_that_sleeps_are_measured_on():
    assert time.monotonic() <= monotonic() <= time.monotonic()
