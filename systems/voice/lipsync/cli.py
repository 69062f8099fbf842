"""``python -m engine lipsync``: a file of mouth shapes, or a film, from a recording."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from engine.whole import require_apart
from systems.avatar.avatars import open_avatar
from systems.avatar.size import window_size
from systems.voice.lipsync.files import require_known_format, write
from systems.voice.lipsync.film import FILMS, film_speech
from systems.voice.lipsync.recording import Method, Recording
from systems.voice.lipsync.track import mouth_track
from systems.voice.options import VoiceOption
from systems.voice.visemes.profile import order_voice

CONSOLE = Console()


def lipsync(
    audio: Annotated[Path, typer.Argument(help="A wav, flac, mp3, or a video with sound.")],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            help="FILE.npz, .csv or .json for a table, .tsv for Rhubarb's mouth cues, .mp4 or "
            ".webm for a film of the avatar.",
        ),
    ],
    text: Annotated[
        Path | None,
        typer.Option(
            "--text", help="What is said, in English: plain text, .srt, .vtt or .TextGrid."
        ),
    ] = None,
    phones: Annotated[
        Path | None,
        typer.Option(
            "--phones",
            metavar="LABELS",
            help="Timed phones of another program, in any language: .TextGrid, or lines of start, "
            "end and phone (ARPABET, IPA or SAMPA).",
        ),
    ] = None,
    method: Annotated[
        Method,
        typer.Option(
            "--method",
            help="`net` hears visemes, in any language; `phones` recognises phones of English; "
            "`align` finds those of --text; `auto` takes what is given, else the net.",
        ),
    ] = Method.AUTO,
    voice: VoiceOption = None,
    fps: Annotated[
        float,
        typer.Option("--fps", min=1, max=240, help="Rows, or pictures of the film, a second."),
    ] = 60.0,
    avatar: Annotated[
        str, typer.Option("--avatar", help="Who speaks in a film: a character or a .vrm, .glb.")
    ] = "hana",
    size: Annotated[
        str, typer.Option("--window", metavar="WxH", help="Size of a film.")
    ] = "720x720",
) -> None:
    """Write the mouth shapes of a recording, or film an avatar that says it.

    Example: `python -m engine lipsync line.wav --text line.txt --out line.mp4`
    """
    recording = Recording(
        sound=audio, method=method, text=text, phones=phones, voice=order_voice(voice)
    )
    require_known_format(out, FILMS)
    require_apart(out, audio, text, phones, recording.voice, avatar)
    filmed = out.suffix.lower() in FILMS
    pixels = window_size(size, film=filmed)
    speaker = open_avatar(avatar) if filmed else None
    said = recording.listen()
    for remark in said.remarks:
        CONSOLE.print(remark, markup=False, highlight=False)
    track = mouth_track(said.visemes, said.voiced, said.seconds, fps)
    if speaker is not None:
        film_speech(track, audio, speaker, out, fps=fps, size=pixels)
    else:
        write(said, track, audio, out)
    CONSOLE.print(f"{len(track.time)} {'pictures' if filmed else 'rows'}: {out}", highlight=False)
