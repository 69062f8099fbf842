"""What lasts from one run to the next, and where it is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec

from engine.errors import UsageError
from systems import topology
from systems.avatar.desk.expressions import EXPRESSIONS, Expression
from systems.avatar.desk.hotkeys import ACTIONS, bind
from systems.avatar.desk.style import WindowStyle
from systems.avatar.lost import parse_lost
from systems.typed_toml import nearest, parse_toml, placed, read_text
from systems.user_files import user_file
from systems.voice.settings import SoundSettings

GAIN_MOST, SMOOTHING_MOST = 3.0, 3.0

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
    lost: str = "idle,face=ease,mouth=voice"  # as in --lost
    arms: Annotated[float, msgspec.Meta(ge=0, le=90)] = 72.0  # below the horizontal, degrees
    folder: str | None = None  # of films and pictures; None: the user's own for videos, pictures
    smoothing: Annotated[float, msgspec.Meta(ge=0, le=SMOOTHING_MOST)] = 1.0
    linked_blink: bool = False  # both eyes blink as one
    sound: SoundSettings = msgspec.field(default_factory=SoundSettings)
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
    return user_file("--settings", "default" if wanted is None else wanted)


def read_settings(path: Path) -> Settings:
    """Read a file of settings; one that is not there sets nothing.

    Raises
    ------
    FileError
        If the file cannot be read or says something that cannot be meant; the message has its line.
    """
    return parse_settings(read_text(path) if path.exists() else "", str(path))


def parse_settings(text: str, name: str) -> Settings:
    """Return the settings that a TOML text, of a file called `name`, holds."""
    settings = parse_toml(text, name, Settings)
    _refuse_unmeant(settings, text, name)
    return settings


def _refuse_unmeant(settings: Settings, text: str, name: str) -> None:
    """Refuse names that only the program knows to be wrong: shapes, actions and keys."""
    try:
        parse_lost(settings.lost)
    except UsageError as error:
        raise placed(text, name, ("lost",), error) from error
    shapes: list[tuple[str, ...]] = [("gain", shape) for shape in settings.gain]
    for called, expression in settings.expressions.items():
        if called in ACTIONS:
            msg = f"{called!r} is a hotkey's action and no name for an expression"
            raise placed(text, name, ("expressions", called), UsageError(msg, fix="choose another"))
        shapes += [("expressions", called, "shapes", shape) for shape in expression.shapes]
    for keys in shapes:
        if keys[-1] not in topology.SHAPE:
            unknown = UsageError(
                f"there is no shape {keys[-1]!r}", fix=nearest(keys[-1], topology.ARKIT)
            )
            raise placed(text, name, keys, unknown)
    chosen: dict[str, str] = {}
    for action, key in settings.hotkeys.items():
        chosen[action] = key
        try:
            bind(chosen, settings.all_expressions())
        except UsageError as error:
            raise placed(text, name, ("hotkeys", action), error) from error
