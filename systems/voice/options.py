"""Options about sound that several commands share, as annotated types."""

from __future__ import annotations

from typing import Annotated

import typer

MicOption = Annotated[
    str | None,
    typer.Option(
        "--mic",
        metavar="auto|NAME|NUMBER|FILE|none",
        help="What drives the mouth by sound: a microphone as `devices` lists it, or a sound file "
        "or video, heard from the first picture on.",
        show_default="none; in a window as in the settings",
    ),
]
TableMicOption = Annotated[
    str | None,
    typer.Option(
        "--mic",
        metavar="FILE|none",
        help="What is heard beside the pictures: another sound file or video, or nothing.",
        show_default="the video's own sound",
    ),
]
MicGainOption = Annotated[
    float | None,
    typer.Option(
        "--mic-gain",
        min=-60,
        max=60,
        metavar="DB",
        help="Gain of the sound.",
        show_default="as in the settings, else 0",
    ),
]
MicGateOption = Annotated[
    float | None,
    typer.Option(
        "--mic-gate",
        min=-120,
        max=0,
        metavar="DB",
        help="Below this level the mouth stays shut.",
        show_default="as in the settings, else -60",
    ),
]
VoiceOption = Annotated[
    str | None,
    typer.Option(
        "--voice",
        metavar="NAME|FILE.npz",
        help="Profile of the voice that is heard, as `train visemes --adapt` writes it.",
        show_default="none: what fits everybody",
    ),
]
SoundOffsetOption = Annotated[
    float | None,
    typer.Option(
        "--sound-offset",
        min=-2000,
        max=2000,
        metavar="MS",
        help="Milliseconds by which the sound is early for the picture; it then counts as later.",
        show_default="as in the settings, else 0",
    ),
]
MouthOption = Annotated[
    str | None,
    typer.Option(
        "--mouth",
        metavar="camera|voice|both|0..1",
        help="Whom the mouth follows while somebody speaks and is seen; unseen, it is the voice.",
        show_default="as in the settings, else both",
    ),
]
MuteOption = Annotated[bool, typer.Option("--mute", help="Leave the sound out of the film.")]
