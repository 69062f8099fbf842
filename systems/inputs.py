"""The files that a run reads, none of which may be written over by it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import UsageError
from engine.whole import require_apart, require_writable
from systems.capture.images import SUFFIXES

if TYPE_CHECKING:
    from systems.launch import Launch


def require_outputs(launch: Launch, *written: Path) -> None:
    """Refuse, before the work, files that could not be written after it or that a run reads.

    Parameters
    ----------
    launch : Launch
        Whose film, screenshot and trace are looked at, too.
    *written : Path
        What is written besides.

    Raises
    ------
    UsageError
        If one is read, or two are one.
    FileError
        If the trace or the screenshot cannot be written.
    """
    show = launch.show
    film, screenshot = (None, None) if show is None else (show.film, show.screenshot)
    for out in (launch.trace, screenshot):
        if out is not None:
            require_writable(out)
    outs = [out for out in (*written, launch.trace, film, screenshot) if out is not None]
    for out in outs:
        require_apart(out, *_read_by(launch))
        if outs.count(out) > 1:
            msg = f"{out} is to be two things"
            raise UsageError(msg, fix="give each a name of its own")


def files_of(source: str) -> list[Path]:
    """Return the files that ``--source`` reads, if any: in a folder its pictures or its session."""
    path = Path(source.removeprefix("actor:"))
    pictures = [entry for entry in path.glob("*") if entry.suffix.lower() in SUFFIXES]
    return [path, *pictures, *path.glob("session.json"), *path.glob("chunk_*.npz")]


def _read_by(launch: Launch) -> list[Path | str | None]:
    show, own = launch.show, launch.calibration
    return [
        *files_of(launch.source),
        launch.mic.wanted,
        launch.mic.voice,
        None if own is None else own.path,
        launch.solve.pose_model,
        *launch.track.models.values(),
        *launch.scripts,
        *(() if show is None else (show.avatar, show.background)),
    ]
