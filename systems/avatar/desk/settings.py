"""What lasts from one run to the next, and where it is kept."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any

import msgspec
import platformdirs

from engine.errors import BunrakuError, FileError, UsageError
from systems import topology
from systems.avatar.desk.expressions import EXPRESSIONS, Expression
from systems.avatar.desk.hotkeys import ACTIONS, bind
from systems.avatar.desk.style import WindowStyle
from systems.avatar.desk.toml_lines import line_of

GAIN_MOST, SMOOTHING_MOST = 3.0, 3.0

Tree = dict[str, Any]
Pixels = Annotated[int, msgspec.Meta(ge=1, le=16384)]
Gain = Annotated[float, msgspec.Meta(ge=0, le=GAIN_MOST)]


class WindowSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the window stood when it was closed, and its attributes."""

    place: tuple[int, int] | None = None  # of its upper left corner on the desktop, px
    size: tuple[Pixels, Pixels] = (720, 720)
    always_on_top: bool = False
    borderless: bool = False
    transparent: bool = False
    click_through: bool = False

    def style(self) -> WindowStyle:
        """Return the attributes alone."""
        return WindowStyle(
            always_on_top=self.always_on_top,
            borderless=self.borderless,
            transparent=self.transparent,
            click_through=self.click_through,
        )


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that a user sets once. What the command line says goes before it."""

    source: str = "auto"
    avatar: str = "hana"
    background: str | None = None  # as in --background; None: the character's own wall
    mirror: bool | None = None  # None: on in a window with a camera
    folder: str | None = None  # of films and pictures; None: the user's own for videos, pictures
    smoothing: Annotated[float, msgspec.Meta(ge=0, le=SMOOTHING_MOST)] = 1.0
    window: WindowSettings = msgspec.field(default_factory=WindowSettings)
    gain: dict[str, Gain] = msgspec.field(default_factory=dict)  # by ARKit name
    hotkeys: dict[str, str] = msgspec.field(default_factory=dict)  # action: key
    expressions: dict[str, Expression] = msgspec.field(default_factory=dict)

    def all_expressions(self) -> dict[str, Expression]:
        """Return the built-in expressions and, instead of them or beside them, the user's."""
        return {**EXPRESSIONS, **self.expressions}

    def keys(self) -> dict[str, str]:
        """Return the action of every key."""
        return bind(self.hotkeys, self.all_expressions())


def settings_path(wanted: str | None) -> Path:
    """Return the file of settings: a path that ends in ``.toml``, or a name in the user's folder.

    ``BUNRAKU_SETTINGS`` names another folder.

    Raises
    ------
    UsageError
        If it can be neither.
    """
    wanted = "default" if wanted is None else wanted
    if wanted.endswith(".toml"):
        return Path(wanted)
    if not re.fullmatch(r"[\w-]+", wanted):
        msg = f"--settings {wanted} is neither a name nor a .toml file"
        raise UsageError(msg, fix="write a name of letters and digits, or a path ending in .toml")
    folder = os.environ.get("BUNRAKU_SETTINGS") or platformdirs.user_config_dir("bunraku")
    return Path(folder) / f"{wanted}.toml"


def read_settings(path: Path) -> Settings:
    """Read a file of settings; one that is not there sets nothing.

    Raises
    ------
    FileError
        If the file cannot be read or says something that cannot be meant; the message has its line.
    """
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        msg = f"cannot read {path}: {error}"
        raise FileError(msg, fix="make it a readable UTF-8 file, or name another") from error
    return parse_settings(text, str(path))


def parse_settings(text: str, name: str) -> Settings:
    """Return the settings that a TOML text, of a file called `name`, holds."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = found[1] if (found := re.search(r"line (\d+)", str(error))) else "?"
        msg = f"{name}, line {line}: {str(error).split(' (at')[0]}"
        raise FileError(msg, fix="mend the TOML; https://toml.io says how it is written") from error
    try:
        settings = msgspec.convert(data, Settings)
    except msgspec.ValidationError as error:
        raise _explain(str(error), data, text, name) from error
    _refuse_unmeant(settings, text, name)
    return settings


def _explain(message: str, data: Tree, text: str, name: str) -> FileError:
    """Return msgspec's complaint with its line and, for an unknown name, what is near it."""
    what, _, place = message.partition(" - at `$")
    keys = _culprit(data, re.findall(r"[A-Za-z_]+|\[\.\.\.\]", place))
    unknown = re.search(r"unknown field `(.*)`", what)
    if unknown is None:
        where, what = ".".join(keys), what.replace("object", "table").replace(" | null", "")
        msg = f"{name}, line {line_of(text, keys)}: {where}: {what[:1].lower()}{what[1:]}"
        return FileError(msg, fix=f"correct {where}, or take the line out")
    msg = f"{name}, line {line_of(text, (*keys, unknown[1]))}: there is no setting {unknown[1]!r}"
    return FileError(msg, fix=_nearest(unknown[1], _fields(keys)))


def _culprit(data: Tree, steps: list[str], keys: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the keys to what is wrong; msgspec calls every key of a mapping ``[...]``."""
    if not steps:
        return keys
    names = list(data) if steps[0] == "[...]" else [steps[0]]
    for name in names:
        value = data[name]
        if len(names) == 1 or not _valid((*keys, name), value):
            return _culprit(value if isinstance(value, dict) else {}, steps[1:], (*keys, name))
    return keys


def _valid(keys: tuple[str, ...], value: object) -> bool:
    """Whether a file that sets these keys alone would do."""
    for key in reversed(keys):
        value = {key: value}
    try:
        msgspec.convert(value, Settings)
    except msgspec.ValidationError:
        return False
    return True


def _refuse_unmeant(settings: Settings, text: str, name: str) -> None:
    """Refuse names that only the program knows to be wrong: shapes, actions and keys."""
    shapes: list[tuple[str, ...]] = [("gain", shape) for shape in settings.gain]
    for called, expression in settings.expressions.items():
        if called in ACTIONS:
            msg = f"{called!r} is a hotkey's action and no name for an expression"
            raise _at(text, name, ("expressions", called), UsageError(msg, fix="choose another"))
        shapes += [("expressions", called, "shapes", shape) for shape in expression.shapes]
    for keys in shapes:
        if keys[-1] not in topology.SHAPE:
            msg = f"there is no shape {keys[-1]!r}"
            raise _at(text, name, keys, UsageError(msg, fix=_nearest(keys[-1], topology.ARKIT)))
    chosen: dict[str, str] = {}
    for action, key in settings.hotkeys.items():
        chosen[action] = key
        try:
            bind(chosen, settings.all_expressions())
        except UsageError as error:
            raise _at(text, name, ("hotkeys", action), error) from error


def _at(text: str, name: str, keys: tuple[str, ...], error: BunrakuError) -> FileError:
    return FileError(f"{name}, line {line_of(text, keys)}: {error.message}", fix=error.fix)


def _fields(keys: tuple[str, ...]) -> tuple[str, ...]:
    structs: dict[str, Any] = {"window": WindowSettings, "expressions": Expression}
    struct = structs.get(keys[0]) if keys else Settings
    return tuple(struct.__struct_fields__) if struct is not None else ()


def _nearest(word: str, choices: tuple[str, ...]) -> str:
    lower = {choice.lower(): choice for choice in choices}
    near = [lower[n] for n in difflib.get_close_matches(word.lower(), lower, n=3, cutoff=0.5)]
    return f"did you mean {', '.join(near)}?" if near else f"choose from {', '.join(choices)}"
