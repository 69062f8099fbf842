"""Where the puppet is drawn: a window, or a framebuffer without one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from systems.avatar.alpha import straight, write_picture
from systems.avatar.avatars import AnyPainter, Avatar, open_avatar
from systems.avatar.background import Background
from systems.avatar.context import open_context
from systems.avatar.desk.style import WindowStyle
from systems.avatar.desk.view_control import ViewControl
from systems.avatar.pose import View
from systems.avatar.quality import FINE, Tier
from systems.avatar.vrm.parts import Parts
from systems.avatar.vrm.posing import ARMS
from systems.avatar.window import Window


class Canvas:
    """A painter for one avatar, and the window that shows it, if any.

    Parameters
    ----------
    avatar : Avatar
    size : (width, height)
        px; a window follows its user afterwards.
    background : Background
    headless : bool
        Draw without a window.
    style : WindowStyle, optional
    place : (x, y), optional
        Of the window on the desktop, px.
    tier : Tier
        How much is drawn.
    arms : float
        Of avatars that are loaded later: as of `open_avatar`, rad.

    Attributes
    ----------
    avatar : str
        Name or file of what is drawn.
    parts : Parts
        What scripts move of it; the same object whatever is loaded.
    background : Background
        What the next picture is drawn over.
    tier : Tier
    control : ViewControl
        Where the camera is.

    Raises
    ------
    DeviceError
        If there is no display, or no OpenGL 3.3.
    """

    def __init__(
        self,
        avatar: Avatar,
        size: tuple[int, int],
        background: Background,
        *,
        headless: bool,
        style: WindowStyle | None = None,
        place: tuple[int, int] | None = None,
        tier: Tier = FINE,
        arms: float = ARMS,
    ) -> None:
        self._arms = arms
        self._avatar, self.background, self.tier = avatar, background, tier
        self.avatar, self.control, self.parts = avatar.name, ViewControl(), Parts()
        self.parts.stand_for(avatar.parts)
        title = f"Bunraku: {avatar.name}"
        self.window = None if headless else Window(size, title, style, place)
        self.context = open_context() if self.window is None else self.window.context
        with self.current():
            self.painter = self._painter(size if self.window is None else self.window.size)

    @contextmanager
    def current(self) -> Iterator[None]:
        """Make this canvas's context the thread's current one for a while."""
        if self.window is not None:
            self.window.make_current()
            yield
        else:
            with self.context:
                yield

    def fit(self) -> None:
        """Give the painter the window's size if its user has changed it."""
        if self.window is not None and self.window.size != self.painter.size:
            self.painter.resize(self.window.size)

    def view(self) -> View:
        """Return the camera of the next picture."""
        avatar = self._avatar
        return self.control.view(avatar.whole if self.control.full else avatar.portrait)

    def load(self, name: str) -> None:
        """Draw another avatar from now on: a built-in character or a file.

        A wall that was the old avatar's own gives way to the new one's.

        Raises
        ------
        UsageError, FileError
            If there is none of this name or in this file; the old one then stays.
        """
        avatar = open_avatar(name, arms=self._arms)
        old, before = self.painter, self._avatar
        self._avatar = avatar
        try:
            with self.current():
                self.painter = self._painter(old.size)
        except Exception:  # whatever a driver says to a file: the old avatar stays
            self._avatar = before
            raise
        with self.current():
            old.release()
        if self.background == before.wall:
            self.background = avatar.wall
        self.avatar = name
        self.parts.stand_for(avatar.parts)
        if self.window is not None:
            self.window.entitle(f"Bunraku: {avatar.name}")

    def take(self, tier: Tier) -> None:
        """Go on drawing in another tier."""
        self.tier, size = tier, self.painter.size
        with self.current():
            self.painter.release()
            self.painter = self._painter(size)

    def screenshot(self, path: Path) -> None:
        """Write the picture that was drawn last to a PNG file, with its alpha.

        Raises
        ------
        FileError
            If the file cannot be written.
        """
        with self.current():
            picture = self.painter.read()
        write_picture(path, straight(picture))

    def close(self) -> None:
        """Close the window. Closing twice is harmless."""
        if self.window is not None:
            self.window.close()

    def _painter(self, size: tuple[int, int]) -> AnyPainter:
        return self._avatar.painter(self.context, size, self.tier)
