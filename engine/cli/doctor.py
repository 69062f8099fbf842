"""``python -m engine doctor``: what works here, what does not, and the fix."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from rich.console import Console
from rich.table import Table

from engine.errors import BunrakuError


class State(StrEnum):
    """Outcome of a check."""

    OK = "ok"
    NOTE = "note"  # something is absent that can be done without
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """What a check found, and the remedy where something is missing."""

    subject: str
    state: State
    detail: str
    fix: str = ""


Check = Callable[[], Finding]

_STYLE = {State.OK: "green", State.NOTE: "yellow", State.WRONG: "red"}


def examine(subject: str, look: Callable[[], str], *, without: State = State.WRONG) -> Finding:
    """Return ``ok`` with what `look` says, or `without` with the error and fix it raises."""
    try:
        return Finding(subject, State.OK, look())
    except BunrakuError as error:
        return Finding(subject, without, error.message, error.fix)


def print_findings(checks: Iterable[Check], console: Console) -> bool:
    """Print a table of all findings and return whether nothing is wrong."""
    table = Table("", "what", "found", "fix", box=None)
    healthy = True
    for check in checks:
        found = check()
        style = _STYLE[found.state]
        table.add_row(f"[{style}]{found.state}[/]", found.subject, found.detail, found.fix)
        healthy &= found.state is not State.WRONG
    console.print(table)
    return healthy
