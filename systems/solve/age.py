"""How old values are when TRACK hands them over, in its trace; DRAW's age is in the overlay."""

from __future__ import annotations

import time

from engine import Clock, ClockKind, Res, Stage, Trace, fresh, monotonic, system
from systems.capture.frame import Frame

AGE = "age when tracked"
"""The name that costs, overlay and Chrome trace show it under."""


@system(Stage.OUTPUT, when=fresh(Frame))
def note_age(frame: Res[Frame], clock: Res[Clock], trace: Res[Trace]) -> None:
    """Add the time from capture to the smoothed values to the trace."""
    if clock.kind is ClockKind.STEP:
        return  # capture times are the file's own, and no time passes
    now = time.perf_counter_ns()
    trace.add(AGE, now - round(1e9 * (monotonic() - frame.captured_at)), now)
