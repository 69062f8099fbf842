"""Changes a TOML file without disturbing what its user wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from engine.errors import FileError
from engine.whole import whole_file

Keys = tuple[str, ...]

HEADER = "Settings of Bunraku; what the command line says goes before them."


def save(
    path: Path,
    changes: Mapping[Keys, Any],
    *,
    header: str = HEADER,
    what: str = "the settings were",
    option: str = "--settings",
) -> None:
    """Set values in a TOML file, made if it is not there; None takes a value out.

    Comments, order and spacing of everything else stay. The new file replaces the old one in one
    step, so that a crash leaves one of the two, whole.

    Parameters
    ----------
    path : Path
    changes : dict of tuple of str to value
        By the keys that lead to each value.
    header : str
        Comment at the top of a new file.
    what, option : str
        What errors say was not saved, and which option names another file.

    Raises
    ------
    FileError
        If the file is no TOML, or cannot be written.
    """
    document = _read(path, header, what)
    for keys, value in changes.items():
        _set(document, keys, value)
    _replace(path, tomlkit.dumps(document), what, option)


def _read(path: Path, header: str, what: str) -> Any:
    try:
        if path.exists():
            return tomlkit.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        msg = f"{what} not saved: {path}: {error}"
        raise FileError(msg, fix="mend the file, then try again") from error
    return tomlkit.document().add(tomlkit.comment(header)).add(tomlkit.nl())


def _set(table: Any, keys: Iterable[str], value: Any) -> None:
    *parents, last = keys
    for key in parents:
        if key not in table:
            if value is None:
                return
            table[key] = tomlkit.table()
        table = table[key]
    if value is None:
        table.pop(last, None)
    else:
        table[last] = value


def _replace(path: Path, text: str, what: str, option: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        target = path.resolve()  # a link into a folder of dotfiles stays a link
        with whole_file(target) as file:
            file.write(text.encode())
    except OSError as error:
        msg = f"{what} not saved: {path}: {error.strerror or error}"
        raise FileError(msg, fix=f"choose a file you may write to, with {option}") from error
