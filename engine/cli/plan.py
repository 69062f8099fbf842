"""``python -m engine plan``: print what runs when, what it touches and what overlaps."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Column, Table

from engine.schedule import Schedule, StagePlan, plan
from engine.system import DRAW, TRACK


def print_plan(schedule: Schedule, console: Console) -> None:
    """Print one table per loop."""
    for title, stages in (("TRACK: each new sample", TRACK), ("DRAW: each display frame", DRAW)):
        console.print(_table(title, plan(schedule.systems, stages)))


def _table(title: str, stages: Iterable[StagePlan]) -> Table:
    system = Column("system", no_wrap=True)  # a name cut short could not be replaced by name
    table = Table("stage", system, "reads", "writes", "waits for", title=title, box=None)
    for stage in stages:
        for position, step in enumerate(stage.steps):
            earlier = [stage.steps[i].system.name for i in step.after]
            reads = "the whole world" if step.system.exclusive else _names(step.system.reads)
            table.add_row(
                stage.stage.value if position == 0 else "",
                step.system.name + (" (heavy)" if step.system.heavy else ""),
                reads,
                _names(step.system.writes),
                ", ".join(earlier),
            )
    return table


def _names(kinds: Iterable[type]) -> str:
    return ", ".join(sorted(kind.__name__ for kind in kinds))
