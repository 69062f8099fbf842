"""Files that are whole or not there: written under another name, then renamed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from engine.errors import FileError, UsageError


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its place when it is complete; an error leaves what was there.

    No reader ever sees half of it, and two writers do not mix.

    Parameters
    ----------
    path : Path
        In a folder that exists.

    Raises
    ------
    OSError
        If the folder cannot be written or the disk is full.
    """
    part = _beside(path)
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def require_writable(path: Path) -> None:
    """Refuse, before the work, a file that could not be written after it.

    Raises
    ------
    FileError
        If its folder is not there or takes no file, or a folder has its name.
    """
    folder = FileError(f"cannot write {path}: it is a folder", fix="give the name of a file")
    if not path.name:  # "." and "/" have none
        raise folder
    if not path.parent.is_dir():
        msg = f"cannot write {path}: there is no folder {path.parent}"
        raise FileError(msg, fix="make the folder first, or choose another")
    part = _beside(path)
    try:
        part.open("xb").close()
        part.unlink()
        taken = path.is_dir()
    except OSError as error:
        msg = f"cannot write {path}: {error.strerror or error}"
        raise FileError(msg, fix="choose another name or a folder you may write to") from error
    if taken:
        raise folder


def require_apart(out: Path | None, *read: Path | str | None) -> None:
    """Refuse, before the work, to write over a file that is read; None is no file.

    Links are what they lead to.

    Raises
    ------
    UsageError
        If `out` is one of those that are read.
    """
    for source in read:
        if out is not None and source is not None and _same(out, Path(source)):
            msg = f"cannot write {out}: it is read"
            raise UsageError(msg, fix="give what is written another name")


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there
        return False


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{uuid4().hex[:8]}")
