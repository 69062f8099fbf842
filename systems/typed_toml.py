"""TOML that people write, read into a typed structure; a mistake is told with its line."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec.inspect import DictType, StructType, type_info

from engine.errors import BunrakuError, FileError
from systems.toml_lines import line_of

T = TypeVar("T", bound=msgspec.Struct)
Tree = dict[str, Any]
Keys = tuple[str, ...]


def read_text(path: Path) -> str:
    """Return what a file says.

    Raises
    ------
    FileError
        If it cannot be read or is no UTF-8; the mark that Notepad begins it with is passed over.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"cannot read {path}: {error}"
        raise FileError(msg, fix="make it a readable UTF-8 file, or name another") from error


def parse_toml(text: str, name: str, kind: type[T]) -> T:
    """Return the structure that a TOML text, of a file called `name`, holds.

    Raises
    ------
    FileError
        If the text is no TOML, breaks the structure's types or has a number that is not finite;
        the message has its line.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = found[1] if (found := re.search(r"line (\d+)", str(error))) else "?"
        msg = f"{name}, line {line}: {str(error).split(' (at')[0]}"
        raise FileError(msg, fix="mend the TOML; https://toml.io says how it is written") from error
    if endless := _not_finite(data):
        keys, number = endless
        where = ".".join(keys)
        fix = f"correct {where}, or take the line out"
        raise placed(text, name, keys, FileError(f"{where}: {number} is no number", fix=fix))
    try:
        return msgspec.convert(data, kind, str_keys=True)
    except msgspec.ValidationError as error:
        raise _explain(str(error), data, text, name, kind) from error


def placed(text: str, name: str, keys: Keys, error: BunrakuError) -> FileError:
    """Return an error about the value at `keys`, with its line before its message."""
    return FileError(f"{name}, line {line_of(text, keys)}: {error.message}", fix=error.fix)


def nearest(word: str, choices: tuple[str, ...]) -> str:
    """Return a fix for a word that is none of the choices.

    Examples
    --------
    >>> nearest("jawopen", ("jawOpen", "jawLeft"))
    'did you mean jawOpen, jawLeft?'
    """
    lower = {choice.lower(): choice for choice in choices}
    near = [lower[n] for n in difflib.get_close_matches(word.lower(), lower, n=3, cutoff=0.5)]
    return f"did you mean {', '.join(near)}?" if near else f"choose from {', '.join(choices)}"


def _not_finite(value: object, keys: Keys = ()) -> tuple[Keys, float] | None:
    """Return the first nan or inf with the keys that lead to it."""
    if isinstance(value, float):
        return None if math.isfinite(value) else (keys, value)
    inside: list[tuple[Keys, object]] = []
    if isinstance(value, dict):
        inside = [((*keys, key), item) for key, item in value.items()]
    elif isinstance(value, list):
        inside = [(keys, item) for item in value]
    return next((found for at, item in inside if (found := _not_finite(item, at))), None)


def _explain(
    message: str, data: Tree, text: str, name: str, kind: type[msgspec.Struct]
) -> FileError:
    """Return msgspec's complaint with its line and, for an unknown name, what is near it."""
    what, _, place = message.partition(" - at `$")
    keys = _culprit(data, re.findall(r"[A-Za-z_]+|\[\.\.\.\]", place), kind)
    if missing := re.search(r"missing required field `(.*)`", what):
        where = ".".join((*keys, missing[1]))
        line = f", line {line_of(text, keys)}" if keys else ""
        return FileError(f"{name}{line}: {where!r} is missing", fix=f"add {where}")
    unknown = re.search(r"unknown field `(.*)`", what)
    if unknown is None:
        where, what = ".".join(keys), what.replace("object", "table").replace(" | null", "")
        msg = f"{name}, line {line_of(text, keys)}: {where}: {what[:1].lower()}{what[1:]}"
        return FileError(msg, fix=f"correct {where}, or take the line out")
    msg = f"{name}, line {line_of(text, (*keys, unknown[1]))}: there is no setting {unknown[1]!r}"
    return FileError(msg, fix=nearest(unknown[1], _fields(kind, keys)))


def _culprit(
    data: Tree, steps: list[str], kind: type[msgspec.Struct], keys: Keys = ()
) -> tuple[str, ...]:
    """Return the keys to what is wrong; msgspec calls every key of a mapping ``[...]``."""
    if not steps:
        return keys
    names = list(data) if steps[0] == "[...]" else [steps[0]]
    for name in names:
        value = data[name]
        if len(names) == 1 or not _valid((*keys, name), value, kind):
            inside = value if isinstance(value, dict) else {}
            return _culprit(inside, steps[1:] if inside else [], kind, (*keys, name))
    return keys


def _valid(keys: Keys, value: object, kind: type[msgspec.Struct]) -> bool:
    """Whether a file that sets these keys alone would do."""
    for key in reversed(keys):
        value = {key: value}
    try:
        msgspec.convert(value, kind, str_keys=True)
    except msgspec.ValidationError:
        return False
    return True


def _fields(kind: type[msgspec.Struct], keys: Keys) -> tuple[str, ...]:
    """Return the names that may stand in the table at `keys`."""
    info = type_info(kind)
    for key in keys:
        if isinstance(info, StructType):
            info = next(field.type for field in info.fields if field.encode_name == key)
        elif isinstance(info, DictType):
            info = info.value_type
    return tuple(f.encode_name for f in info.fields) if isinstance(info, StructType) else ()
