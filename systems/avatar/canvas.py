"""Where the puppet is drawn: a window, or a framebuffer without one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from systems.avatar.alpha import straight, write_picture
from systems.avatar.background import Background
from systems.avatar.cache import load_head
from systems.avatar.character import Character
from systems.avatar.context import open_context
from systems.avatar.painter import Painter
from systems.avatar.window import Window


class Canvas:
    """A painter for one character, and the window that shows it, if any.

    Parameters
    ----------
    character : Character
    size : (width, height)
        px; a window follows its user afterwards.
    background : Background
    headless : bool
        Draw without a window.

    Attributes
    ----------
    background : Background
        What the next picture is drawn over.

    Raises
    ------
    DeviceError
        If there is no display, or no OpenGL 3.3.
    """

    def __init__(
        self,
        character: Character,
        size: tuple[int, int],
        background: Background,
        *,
        headless: bool,
    ) -> None:
        self._character, self.background = character, background
        self._head = load_head(character)
        self.window = None if headless else Window(size, f"Bunraku: {character.name}")
        self.context = open_context() if self.window is None else self.window.context
        with self.current():
            self.painter = self._painter(size if self.window is None else self.window.size)

    @contextmanager
    def current(self) -> Iterator[None]:
        """Make this canvas's context the thread's current one for a while."""
        if self.window is not None:
            self.window.poll()
            yield
        else:
            with self.context:
                yield

    def fit(self) -> None:
        """Give the painter the window's size if its user has changed it."""
        if self.window is not None and self.window.size != self.painter.size:
            self.painter.resize(self.window.size)

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

    def _painter(self, size: tuple[int, int]) -> Painter:
        return Painter(self.context, self._character, self._head, size, samples=4)
