"""Changes a TOML file without disturbing what its user wrote."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Container, Mapping, MutableMapping
from contextlib import suppress
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
    try:
        text = path.read_text(encoding="utf-8-sig") if path.exists() else f"# {header}\n\n"
        text = edited(text, changes)
    except (OSError, ValueError, TOMLKitError) as error:
        msg = f"{what} not saved: {path}: {error}"
        raise FileError(msg, fix="mend the file, then try again") from error
    _replace(path, text, what, option)


def edited(text: str, changes: Mapping[Keys, Any]) -> str:
    """Return a TOML text with values set in it, as `save` sets them.

    Where the changes do not go into tables as they stand, in one line or under dotted keys, those
    are written as ordinary tables at the end; comments inside them are lost then.

    Raises
    ------
    ValueError, TOMLKitError
        If the text is no TOML, or a value stands where a table is meant.
    """
    wanted = tomllib.loads(text)
    _set_all(wanted, changes, dict)
    entered = [keys[0] for keys in changes if len(keys) > 1]
    for tables in ((), entered, wanted):
        document: Any = tomlkit.parse(text)
        with suppress(ValueError, TOMLKitError):
            _spell_out(document, tables)
            _set_all(document, changes, tomlkit.table)
            if _plain(tomllib.loads(done := tomlkit.dumps(document))) == _plain(wanted):
                return done
    return tomlkit.dumps(wanted)  # no layout did: the values count more than the comments


def _plain(tree: Any) -> str:
    """Return a text that is the same for equal trees, and for NaN, which does not equal itself."""
    return json.dumps(tree, sort_keys=True, default=repr)


def _spell_out(document: Any, names: Container[str]) -> None:
    """Write tables anew at the end, each under a header of its own."""
    for name, value in document.unwrap().items():
        if name in names and isinstance(value, dict):
            document.remove(name)
            document[name] = value


def _set_all(tree: Any, changes: Mapping[Keys, Any], new: Callable[[], Any]) -> None:
    for keys, value in changes.items():
        _set(tree, keys, value, new)


def _set(table: Any, keys: Keys, value: Any, new: Callable[[], Any]) -> None:
    *parents, last = keys
    for key in parents:
        if key not in table:
            if value is None:
                return
            table[key] = new()
        table = table[key]
        if not isinstance(table, MutableMapping):
            msg = f"{key} is no table"
            raise ValueError(msg)
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
