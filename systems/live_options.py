"""Options of a puppet that plays to somebody: lost faces, load, and where it goes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

LostOption = Annotated[
    str | None,
    typer.Option(
        "--lost",
        metavar="hold|ease|idle|voice",
        help="What the puppet does while the face is lost, or `head=hold,mouth=voice` for some of "
        "head, eyes, face and mouth.",
        show_default="as in the settings, else head and eyes idle, face=ease, mouth=voice",
    ),
]
ArmsOption = Annotated[
    float | None,
    typer.Option(
        "--arms",
        min=0,
        max=90,
        metavar="DEGREES",
        help="How far the upper arms of an avatar from a file hang below the horizontal.",
        show_default="as in the settings, else 72",
    ),
]
PinOption = Annotated[
    int | None,
    typer.Option("--pin", min=0, metavar="ID", help="Follow the person of this number alone."),
]
CpuOption = Annotated[
    str,
    typer.Option(
        "--cpu",
        metavar="50%",
        help="Share of all cores that a live run may take; quality gives way, and comes back.",
    ),
]
SessionOption = Annotated[
    Path | None,
    typer.Option(
        "--session",
        metavar="FOLDER",
        help="Record what is tracked and how the machine kept up, for `replay` and `report`.",
    ),
]
SendOption = Annotated[
    list[str] | None,
    typer.Option(
        "--send",
        metavar="vmc://HOST:PORT",
        help="Send the puppet's motion; may be given repeatedly. `?mirror=1`, `shapes=vrm`, "
        "`eyes=shapes` and `bundle=0` suit it to the receiver.",
    ),
]
VirtualCameraOption = Annotated[
    bool,
    typer.Option("--virtual-camera", help="Show the puppet as a camera to other programs."),
]
