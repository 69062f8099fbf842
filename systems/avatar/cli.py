"""``python -m engine avatar``: what avatars there are, how they look, and how to take one along."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from engine.errors import DeviceError, UsageError
from engine.whole import require_apart
from systems.avatar.alpha import write_picture
from systems.avatar.avatars import Avatar, open_avatar
from systems.avatar.background import Picture
from systems.avatar.cache import load_head
from systems.avatar.character import characters, load_character
from systems.avatar.export.write import export
from systems.avatar.inspection import inspect
from systems.avatar.pose import Pose
from systems.avatar.size import window_size
from systems.avatar.studio import Studio
from systems.avatar.turntable import turn

avatar = typer.Typer(help="The avatars: list, show, sheet, export, inspect.", no_args_is_help=True)

CONSOLE = Console()
VIEW, CELL = (400, 480), (240, 240)  # px of one picture

NamesArgument = Annotated[
    list[str], typer.Argument(help="Built-in characters, or files (.vrm, .glb, .toml).")
]
NameArgument = Annotated[str, typer.Argument(help="A built-in character, or a character's .toml.")]


@avatar.command("list")
def list_avatars() -> None:
    """List the built-in characters.

    Example: `python -m engine avatar list`
    """
    table = Table("name", "look", "triangles", "about", box=None)
    for name in characters():
        character = load_character(name)
        triangles = len(load_head(character).triangles)
        table.add_row(name, character.style, f"{triangles}", character.about)
    CONSOLE.print(table)


@avatar.command("show")
def show_avatar(
    names: NamesArgument,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write this PNG instead of opening a window.")
    ] = None,
    size: Annotated[str, typer.Option("--window", metavar="WxH")] = "720x720",
) -> None:
    """Show an avatar from all sides, in a window or as five views; several, next to each other.

    Example: `python -m engine avatar show mira --out mira.png`
    """
    require_apart(out, *names)
    shown = [open_avatar(name) for name in names]
    if out is not None:
        write_picture(out, _portraits(shown))
        CONSOLE.print(f"{', '.join(names)}: {out}")
        return
    if len(shown) > 1:
        msg = f"a window shows one avatar, not {len(shown)}"
        raise UsageError(msg, fix="give --out picture.png")
    try:
        turn(shown[0], window_size(size))
    except DeviceError as error:
        raise DeviceError(error.message, fix="give --out picture.png, or set DISPLAY") from error


@avatar.command("sheet")
def write_sheet(
    name: NameArgument,
    out: Annotated[Path, typer.Option("--out", help="The picture to write.")],
) -> None:
    """Draw each of the 52 shapes at 0.5 and at 1, captioned.

    Example: `python -m engine avatar sheet kaito --out kaito.png`
    """
    require_apart(out, name)
    write_picture(out, Studio(open_avatar(name), CELL).sheet())
    CONSOLE.print(f"52 shapes: {out}")


@avatar.command("export")
def export_avatar(
    name: NameArgument,
    out: Annotated[Path, typer.Argument(help="NAME.vrm (VRM 1.0) or NAME.glb (glTF 2.0).")],
) -> None:
    """Write an avatar to a file for other programs.

    Example: `python -m engine avatar export hana hana.vrm`
    """
    require_apart(out, name)
    size = export(load_character(name), out)
    CONSOLE.print(f"{out}: {size / 1e6:.1f} MB")


@avatar.command("inspect")
def inspect_avatar(
    name: Annotated[str, typer.Argument(help="A .vrm, .glb or .gltf, or a built-in character.")],
) -> None:
    """Say what an avatar has, and what will be missing when it follows a face.

    Example: `python -m engine avatar inspect hana`
    """
    found = inspect(name)
    table = Table(box=None, show_header=False)
    for title, text in found.facts.items():
        table.add_row(title, text)
    CONSOLE.print(table)
    CONSOLE.print("[yellow]missing:[/yellow]" if found.missing else "nothing is missing")
    for sentence in found.missing:
        CONSOLE.print(f"  {sentence}")


def _portraits(shown: list[Avatar]) -> Picture:
    if len(shown) == 1:
        return Studio(shown[0], VIEW).strip()
    return np.concatenate([Studio(one, VIEW).picture(Pose(), one.portrait) for one in shown], 1)
