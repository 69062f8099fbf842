"""``python -m engine evaluate``: how well the tracker does, on faces whose every move is known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from engine.whole import require_writable, whole_file
from systems.avatar.avatars import open_avatar
from systems.learn.evaluation.play import OURS, play
from systems.learn.evaluation.tables import Columns, as_json, figure_tables, remarks
from systems.learn.evaluation.theatre import opened

CONSOLE = Console()

PARTNERS = ("mira", "adult")
"""Who joins the avatar in scenes of two."""


def evaluate(
    avatar: Annotated[
        str, typer.Option("--avatar", help="Who performs: a built-in character or a file.")
    ] = "adult",
    numbers: Annotated[
        Path | None, typer.Option("--json", help="Write all figures to this file, too.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Shorter scenes: coarser figures in under a minute.")
    ] = False,
) -> None:
    """Measure the tracker on performances whose weights, pose and gaze are known.

    Example: `python -m engine evaluate --quick`
    """
    if numbers is not None:
        require_writable(numbers)
    star = open_avatar(avatar)
    partner = next(name for name in PARTNERS if name != avatar)
    with opened([star, open_avatar(partner)]) as theatre, CONSOLE.status("") as status:
        result = play(theatre, quick=quick, progress=lambda name: status.update(name))
    columns = {tracker: result.figures(tracker) for tracker in result.seen}
    for table in figure_tables(columns):
        CONSOLE.print(table)
    for line in remarks(columns[OURS]):
        CONSOLE.print(line, style="dim")
    if numbers is not None:
        write_json(numbers, columns)


def write_json(path: Path, columns: Columns) -> None:
    """Write the figures, whole or not at all."""
    with whole_file(path) as file:
        file.write(json.dumps(as_json(columns), indent=1, ensure_ascii=False).encode())
    CONSOLE.print(f"figures: {path}")
