"""What a run cost: frames, rate, and milliseconds of every stage."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from engine.app import App
from engine.system import Stage
from engine.trace import Timing


def print_costs(app: App, seconds: float, console: Console) -> None:
    """Print frames, frames per second and a table of all stages' cost, median and p95.

    Frames are the samples that were tracked; without a source, ticks.
    """
    frames = app.ages.samples or app.track.clock.tick + 1
    rate = frames / seconds if seconds > 0 else 0.0
    console.print(f"{frames} frames in {seconds:.1f} s: {rate:.1f} fps; {app.ages.dropped} dropped")
    table = Table("stage", "runs", "median ms", "p95 ms", box=None)
    for timing in stage_costs(app):
        table.add_row(timing.name, str(timing.runs), f"{timing.median:.2f}", f"{timing.p95:.2f}")
    console.print(table)


def stage_costs(app: App) -> list[Timing]:
    """Return the cost of every stage that ran, in order."""
    stages = {stage.value for stage in Stage}
    timings = [*app.track.trace.table(), *app.draw.trace.table()]
    return [timing for timing in timings if timing.name in stages]
