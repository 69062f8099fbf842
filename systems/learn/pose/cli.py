"""``python -m engine train pose``: what points of the mesh tell of the head's pose."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console

from engine.errors import UsageError
from engine.whole import require_apart, require_writable, whole_file
from systems.avatar.avatars import open_avatar
from systems.learn.evaluation.footage import Footage
from systems.learn.pose.files import as_toml
from systems.learn.pose.measuring import filmed, measured, performed
from systems.solve.canonical import read_canonical_face
from systems.track.store import Store

CONSOLE = Console()

CAST = ("mira", "kaito")
"""Who performs: adult is left for judging, and hana's face is not one that the net knows."""

MOST = 150
"""Pictures that are used of a clip, as in an evaluation."""


def pose(
    out: Annotated[Path, typer.Option("--out", metavar="FILE.toml")] = Path("pose.toml"),
    avatar: Annotated[
        list[str] | None,
        typer.Option(
            "--avatar", help="Who performs; may be given repeatedly.", show_default=" ".join(CAST)
        ),
    ] = None,
    video: Annotated[
        list[Path] | None,
        typer.Option("--video", help="Film of a person who talks; may be given repeatedly."),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Shorter scenes: a coarser table.")
    ] = False,
) -> None:
    """Measure what points of the mesh tell of the head's pose, on performances and on film.

    Example: `python -m engine train pose --video talk.mp4 --out assets/models/pose.toml`
    """
    if out.suffix != ".toml":
        msg = f"the table would be written to '{out}'"
        raise UsageError(msg, fix="give --out a name that ends with .toml")
    require_writable(out)
    require_apart(out, *(video or ()), *(avatar or ()))
    clips, cast = [Footage(path, MOST) for path in video or ()], avatar or list(CAST)
    avatars = [open_avatar(name) for name in cast]
    face = read_canonical_face(Store().path("face_landmarker"))
    with CONSOLE.status("") as status:
        performances = [performed(one, face, status.update, quick=quick) for one in avatars]
        status.update("films")
        films = [filmed(clip, face, performances) for clip in clips]
    table = measured(performances, films, face)
    log = {"performed": [one.name for one in avatars], "filmed": [clip.name for clip in clips]}
    with whole_file(out) as file:
        file.write(as_toml(table, log).encode())
    moved = 1000 * float(np.median(table.motion))
    CONSOLE.print(f"{out}: half of the points move by more than {moved:.2f} mm")
