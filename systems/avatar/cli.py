"""``python -m engine avatar``: what avatars there are, how they look, and how to take one along."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from engine.errors import DeviceError
from systems.avatar.alpha import write_picture
from systems.avatar.cache import load_head
from systems.avatar.character import characters, load_character
from systems.avatar.export.write import export
from systems.avatar.studio import Studio
from systems.avatar.turntable import turn
from systems.capture.sources import parse_size

avatar = typer.Typer(help="The avatars: list, show, sheet, export, inspect.", no_args_is_help=True)

CONSOLE = Console()
STRIP, CELL = (400, 480), (240, 240)  # px of one picture

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
    name: NameArgument,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write five views to this PNG; no window.")
    ] = None,
    size: Annotated[str, typer.Option("--window", metavar="WxH")] = "720x720",
) -> None:
    """Show an avatar from all sides: in a window, or as a strip of pictures.

    Example: `python -m engine avatar show mira --out mira.png`
    """
    character = load_character(name)
    if out is not None:
        write_picture(out, Studio(character, STRIP).strip())
        CONSOLE.print(f"five views: {out}")
        return
    try:
        turn(character, parse_size(size, "--window"))
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
    write_picture(out, Studio(load_character(name), CELL).sheet())
    CONSOLE.print(f"52 shapes: {out}")


@avatar.command("export")
def export_avatar(
    name: NameArgument,
    out: Annotated[Path, typer.Argument(help="NAME.vrm (VRM 1.0) or NAME.glb (glTF 2.0).")],
) -> None:
    """Write an avatar to a file for other programs.

    Example: `python -m engine avatar export hana hana.vrm`
    """
    size = export(load_character(name), out)
    CONSOLE.print(f"{out}: {size / 1e6:.1f} MB")
