"""``python -m engine evaluate``: how well the tracker does, on faces whose every move is known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from engine.whole import require_apart, require_writable, whole_file
from systems import options as o
from systems.avatar.avatars import open_avatar
from systems.learn.evaluation.audience import OURS, THEIRS, Audience
from systems.learn.evaluation.footage import Footage, footage_figures, watch_footage
from systems.learn.evaluation.landmarker import landmarker
from systems.learn.evaluation.play import play
from systems.learn.evaluation.report import require_report, write_report
from systems.learn.evaluation.tables import Columns, as_json, comparison, figure_tables, remarks
from systems.learn.evaluation.theatre import opened
from systems.solve.calibration.settings import order_calibration

CONSOLE = Console()

SHORT, LONG = 40, 150
"""Pictures that are used of a clip, in a quick evaluation and else."""

PARTNERS = ("mira", "adult")
"""Who joins the avatar in scenes of two."""


def evaluate(
    avatar: Annotated[
        str, typer.Option("--avatar", help="Who performs: a built-in character or a file.")
    ] = "adult",
    video: Annotated[
        list[Path] | None,
        typer.Option("--video", help="Real footage, a clip or a picture; may be given repeatedly."),
    ] = None,
    user: o.UserOption = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", help="Write FILE.html, with plots, or FILE.md, a table."),
    ] = None,
    numbers: Annotated[
        Path | None, typer.Option("--json", help="Write all figures to this file, too.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Shorter scenes: coarser figures in under a minute.")
    ] = False,
) -> None:
    """Measure the tracker on performances whose weights, pose and gaze are known.

    Example: `python -m engine evaluate --quick --report accuracy.html`
    """
    if numbers is not None:
        require_writable(numbers)
    if report is not None:
        require_report(report)
    calibration = order_calibration(user)
    for out in (numbers, report):
        require_apart(out, *(video or ()), avatar, calibration.path)
    clips = [Footage(path, SHORT if quick else LONG) for path in video or ()]
    cast = [open_avatar(avatar), open_avatar(next(name for name in PARTNERS if name != avatar))]
    with opened(cast) as theatre, landmarker() as peer, CONSOLE.status("") as status:
        audience = Audience(peer, calibration)
        result = play(theatre, audience, quick=quick, progress=status.update)
        columns = {tracker: result.figures(tracker) for tracker in result.seen}
        for clip in clips:
            status.update(clip.name)
            add_footage(columns, clip, audience)
    print_figures(columns)
    if report is not None:
        write_report(report, f"The tracker on {avatar}", columns, result.trackers)
        CONSOLE.print(f"report: {report}")
    if numbers is not None:
        with whole_file(numbers) as file:
            file.write(json.dumps(as_json(columns), indent=1, ensure_ascii=False).encode())
        CONSOLE.print(f"figures: {numbers}")


def add_footage(columns: Columns, clip: Footage, audience: Audience) -> None:
    """Measure every tracker on a clip, too."""
    seen = watch_footage(clip, audience)
    for tracker, figures in columns.items():
        figures += footage_figures(clip, seen[tracker])


def print_figures(columns: Columns) -> None:
    """Print a table per group, what else is worth knowing, and how we stand beside the peer."""
    for table in figure_tables(columns):
        CONSOLE.print(table)
    for line in remarks(columns[OURS]):
        CONSOLE.print(line, style="dim")
    if THEIRS in columns:
        beside = comparison(columns[OURS], columns[THEIRS])
        CONSOLE.print(f"beside {THEIRS}: {beside}")
