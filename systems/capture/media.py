"""Opening a file of pictures or sound."""

from __future__ import annotations

from pathlib import Path

import av

from engine.errors import FileError


def open_media(path: Path, kind: str) -> av.container.InputContainer:
    """Open a file to be read as `kind`, such as "a video".

    Raises
    ------
    FileError
        If it is not there or holds no media.
    """
    if not path.is_file():
        msg = f"there is no file {path}"
        raise FileError(msg, fix="check the path and its spelling")
    try:
        return av.open(str(path), metadata_errors="replace")
    except (av.FFmpegError, OSError) as error:
        msg = f"{path.name} cannot be read as {kind}: {error.strerror}"
        fix = "check that it plays elsewhere; a broken download has to be fetched again"
        raise FileError(msg, fix=fix) from error
