"""``python -m engine calibrate``: learn a person's face, for ``--user``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from engine.errors import UsageError
from engine.whole import require_writable
from systems import options as o
from systems.capture.sources import CaptureOptions
from systems.solve.calibration.conclude import changes
from systems.solve.calibration.profile import Profile, read_profile
from systems.solve.calibration.settings import profile_path
from systems.solve.calibration.teach import teach
from systems.toml_file import save
from systems.track.settings import parse_models

CONSOLE = Console()

HEADER = "A face, as Bunraku's calibrate learned it. Change it freely: a running puppet follows."

SHOWN = 0.05
"""Rest from which a shape is worth a line, or a gain this far from 1."""

EXPRESSIVE = 0.4
"""Rest from which a face is hardly at rest; eyes that look at a screen look down by 0.3."""


def calibrate(
    source: Annotated[
        str,
        typer.Argument(
            help="A camera, a video, a folder with neutral.jpg and extremes, or the neutral alone."
        ),
    ],
    user: Annotated[
        str | None, typer.Option("--user", metavar="NAME", help="Save it under this name.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.toml", help="Save it in this file.")
    ] = None,
    size: o.SizeOption = None,
    fps: o.FpsOption = None,
    model: o.ModelOption = None,
) -> None:
    """Learn the neutral face and the ranges of a person, and save them as a profile.

    A camera asks for a relaxed face, then for extremes. A video is learned from as it is. A picture
    is the face at rest; in a folder it is `neutral.jpg`, and other pictures are named by the shape
    that they show at its most, such as `jawOpen.jpg` or, both sides, `mouthSmile.jpg`.

    Example: `python -m engine calibrate 0 --user ann`, then `python -m engine --user ann`
    """
    path = _target(user, out)
    capture, models = CaptureOptions(size=size, fps=fps), parse_models(model or ())
    profile = teach(source, capture, CONSOLE.print, CONSOLE.bell, models)
    _print(profile)
    _warn_of_expression(profile)
    if path is None:
        CONSOLE.print("nothing was saved: give --user NAME or --out FILE.toml")
        return
    save(path, changes(profile), header=HEADER, what="the profile was", option="--out")
    CONSOLE.print(f"saved: {path}")


def _target(user: str | None, out: Path | None) -> Path | None:
    """Return the file to write, refused before the work where it cannot be written."""
    if user is not None and out is not None:
        msg = f"--user {user} and --out {out} both say where to save"
        raise UsageError(msg, fix="leave one of the two out")
    if out is not None and out.suffix.lower() != ".toml":
        msg = f"--out {out} is no name of a profile"
        raise UsageError(msg, fix="let it end in .toml")
    if out is not None:
        require_writable(out)
    path = profile_path(user) if user is not None else out
    if path is not None and path.exists():
        read_profile(path)  # what cannot be read could not be changed either
    return path


def _warn_of_expression(profile: Profile) -> None:
    """Say where a face was not relaxed: what it shows at rest, it cannot show any more."""
    shown = [name for name, shape in profile.shapes.items() if shape.offset >= EXPRESSIVE]
    if shown:
        CONSOLE.print(
            f"this face is not at rest, it shows {', '.join(shown)}: little of them is left to make"
        )


def _print(profile: Profile) -> None:
    table = Table("shape", "at rest", "reached", "gain", box=None)
    for name, shape in profile.shapes.items():
        if abs(shape.offset) >= SHOWN or abs(shape.gain - 1) >= SHOWN:
            reached = "" if shape.reached is None else f"{shape.reached:.2f}"
            table.add_row(name, f"{shape.offset:.2f}", reached, f"{shape.gain:.2f}")
    CONSOLE.print(table if table.row_count else "this face is the model's own: nothing to correct")
