"""From the words of a command line, and the settings behind them, to a show."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from engine.errors import UsageError
from systems.avatar.desk.settings import Settings, read_settings, settings_path
from systems.avatar.desk.style import WindowStyle
from systems.avatar.film import film_format
from systems.avatar.lost import parse_lost
from systems.avatar.quality import Quality
from systems.avatar.show import Show
from systems.avatar.size import window_size
from systems.voice.lipsync.fusion import parse_mouth


@dataclass(frozen=True)
class StyleWords:
    """What was said of a window's style; None where nothing was said."""

    always_on_top: bool | None = None
    borderless: bool | None = None
    transparent: bool | None = None
    click_through: bool | None = None


@dataclass(frozen=True, kw_only=True)
class ShowWords:
    """Options of a command that shows the puppet; None where nothing was said.

    Attributes
    ----------
    settings : str or None
        Name or file of the settings that count where an option was left out. Without a window they
        are read only if they are named: a film or a test is the same for every user.
    """

    settings: str | None = None
    avatar: str | None = None
    window: str | None = None
    headless: bool = False
    mirror: bool | None = None
    mouth: str | None = None
    mute: bool = False
    lost: str | None = None
    pin: int | None = None
    film: Path | None = None
    screenshot: Path | None = None
    background: str | None = None
    quality: Quality = Quality.AUTO
    style: StyleWords = StyleWords()
    arms: float | None = None

    def path(self) -> Path:
        """Return the file of the settings."""
        return settings_path(self.settings)

    def read(self) -> Settings:
        """Return the settings, those of someone who has set nothing where they do not count.

        Raises
        ------
        UsageError, FileError
            If they cannot be meant or read.
        """
        if self.headless and self.settings is None:
            return Settings()
        if self.settings is not None and self.settings.endswith(".toml"):
            _require_folder(self.path())
        return read_settings(self.path())


def order_show(words: ShowWords, settings: Settings, source: str, *, loop: bool = False) -> Show:
    """Return the show that the words ask for.

    Parameters
    ----------
    words : ShowWords
    settings : Settings
        What counts where the words say nothing.
    source : str
        As in ``--source``; a camera in a window is mirrored.
    loop : bool, default False
        As in ``--loop``.

    Raises
    ------
    UsageError
        If the window's size is none, a film cannot have it, or a file has the wrong suffix.
    """
    size = _size(words, settings)
    if words.screenshot is not None and words.screenshot.suffix.lower() != ".png":
        msg = f"{words.screenshot} is no name of a PNG picture"
        raise UsageError(msg, fix="let it end in .png")
    camera = source == "auto" or source.isdecimal()
    mirror = settings.mirror if words.mirror is None else words.mirror
    return Show(
        avatar=words.avatar or settings.avatar,
        size=size,
        headless=words.headless,
        film=words.film,
        screenshot=words.screenshot,
        background=words.background or settings.background,
        quality=words.quality,
        mirror=camera and not words.headless if mirror is None else mirror,
        mouth=settings.sound.mouth if words.mouth is None else parse_mouth(words.mouth),
        sound=source,
        loop=loop,
        mute=words.mute,
        lost=parse_lost(words.lost or settings.lost),
        pin=words.pin,
        settings=settings,
        settings_file=words.path(),
        style=_style(words, settings),
        arms=math.radians(settings.arms if words.arms is None else words.arms),
    )


def _size(words: ShowWords, settings: Settings) -> tuple[int, int]:
    if words.film is not None:
        film_format(words.film)
    if words.window is None:
        width, height = settings.window.size
        return (width, height) if words.film is None else (width & ~1 or 2, height & ~1 or 2)
    return window_size(words.window, film=words.film is not None)


def _style(words: ShowWords, settings: Settings) -> WindowStyle:
    clear = (words.background or settings.background) == "transparent"
    kept = replace(settings.window.style(), transparent=settings.window.transparent or clear)
    asked = {name: on for name, on in asdict(words.style).items() if on is not None}
    return replace(kept, **asked)


def _require_folder(path: Path) -> None:
    if not path.parent.is_dir():
        msg = f"there is no folder {path.parent} for the settings"
        raise UsageError(msg, fix="make the folder first, or give --settings a name")
