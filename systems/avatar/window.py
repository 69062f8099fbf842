"""The window: shows the painter's framebuffer and notes what its user does."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from typing import Any

import moderngl
import numpy as np
import pyglet
from numpy.typing import NDArray
from pyglet import gl

from engine.errors import DeviceError
from systems.avatar.desk.events import Event
from systems.avatar.desk.ink import Sheet
from systems.avatar.desk.listener import Listener
from systems.avatar.desk.style import WindowStyle
from systems.avatar.shaders import load_program


class Window:
    """A resizable window with an OpenGL 3.3 context.

    Parameters
    ----------
    size : (width, height)
        Pixels.
    title : str
    style : WindowStyle
        Border, transparency and who gets the clicks.
    place : (x, y), optional
        Of its upper left corner on the desktop; by default the window manager chooses.

    Attributes
    ----------
    context : moderngl.Context
        The window's own; painters that it shows are made with it.
    size : (width, height)
        Pixels of the drawable area; changes when the user resizes.
    scale : float
        px per unit of text and panels: 1 on an ordinary screen, 2 on a fine one.
    closed : bool
        The user has closed the window.

    Raises
    ------
    DeviceError
        If there is no display or no OpenGL 3.3.
    """

    def __init__(
        self,
        size: tuple[int, int],
        title: str = "Bunraku",
        style: WindowStyle | None = None,
        place: tuple[int, int] | None = None,
    ) -> None:
        self.style = style or WindowStyle()
        self._window = _open(size, title, self.style)
        self.style.dress(self._window)
        if place is not None:
            self._window.set_location(*place)
        self.size = self._window.get_framebuffer_size()
        self.scale = max(1.0, math.floor(2 * self._window.dpi / 96) / 2)
        self.closed = False
        self._listener = Listener(self._window)
        self._window.push_handlers(self._listener)
        self._window.push_handlers(self.on_close, self.on_resize)
        self.context = moderngl.create_context()
        self._program = load_program(self.context, "panel.vert", "panel.frag")
        self._quad = self.context.vertex_array(self._program, [])
        self._textures: list[tuple[NDArray[np.uint8], moderngl.Texture]] = []

    @property
    def place(self) -> tuple[int, int]:
        """Where its upper left corner is on the desktop, px."""
        x, y = self._window.get_location()
        return int(x), int(y)

    def make_current(self) -> None:
        """Make its context the thread's current one."""
        self._window.switch_to()

    def poll(self) -> None:
        """Note what the user did since the last call."""
        self._window.switch_to()
        self._window.dispatch_events()

    def take(self) -> list[Event]:
        """Return what the user did since this was last called."""
        return self._listener.take()

    def move(self, right: float, down: float) -> None:
        """Move the window on the desktop by px."""
        x, y = self.place
        self._window.set_location(round(x + right), round(y + down))

    def entitle(self, title: str) -> None:
        """Give the window another title."""
        self._window.set_caption(title)

    def show(self, framebuffer: moderngl.Framebuffer, sheets: Sequence[Sheet] = ()) -> None:
        """Show a painter's picture of this window's size, and over it sheets, the last on top."""
        self._blit(framebuffer)
        self.context.disable(moderngl.DEPTH_TEST | moderngl.CULL_FACE)
        self.context.enable(moderngl.BLEND)
        # What is under a sheet is premultiplied, and so is what the desktop's compositor wants.
        self.context.blend_func = (
            *(moderngl.SRC_ALPHA, moderngl.ONE_MINUS_SRC_ALPHA),
            *(moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA),
        )  # type: ignore[assignment]  # moderngl's stub knows pairs only
        for number, sheet in enumerate(sheets):
            self._lay(number, sheet)
        self.context.disable(moderngl.BLEND)
        self._window.flip()

    def close(self) -> None:
        """Close the window. May be called again."""
        self.closed = True
        if self._window.context is not None:
            self._window.close()

    def on_close(self) -> bool:
        """Note the wish; the owner calls `close` when its frame is done."""
        self.closed = True
        return True

    def on_resize(self, _width: int, _height: int) -> bool:
        """Take on the new size in pixels."""
        self.size = self._window.get_framebuffer_size()
        return True

    def _blit(self, framebuffer: moderngl.Framebuffer) -> None:
        """Copy to the screen; moderngl's own copy keeps the size the window was opened with."""
        area = (0, 0, *framebuffer.size)
        gl.glBindFramebuffer(gl.GL_READ_FRAMEBUFFER, framebuffer.glo)
        gl.glBindFramebuffer(gl.GL_DRAW_FRAMEBUFFER, 0)
        gl.glViewport(0, 0, *self.size)
        gl.glBlitFramebuffer(*area, *area, gl.GL_COLOR_BUFFER_BIT, gl.GL_NEAREST)

    def _lay(self, number: int, sheet: Sheet) -> None:
        height, width = sheet.picture.shape[:2]
        self._texture(number, sheet.picture).use()
        across, up = self.size
        bottom = up - sheet.top - height
        self._program["place"] = sheet.left / across, bottom / up, width / across, height / up
        self._quad.render(moderngl.TRIANGLE_STRIP, vertices=4)

    def _texture(self, number: int, picture: NDArray[np.uint8]) -> moderngl.Texture:
        """Return the texture of a sheet; a picture that is the last one's is not sent again."""
        size = picture.shape[1::-1]
        if number == len(self._textures):
            self._textures.append((np.empty(0, np.uint8), self.context.texture(size, 4)))
        shown, texture = self._textures[number]
        if texture.size != size:
            texture.release()
            texture = self.context.texture(size, 4)
        if picture is not shown:
            texture.write(np.ascontiguousarray(picture))
        self._textures[number] = picture, texture
        return texture


def _open(size: tuple[int, int], title: str, style: WindowStyle) -> Any:
    pyglet.options["shadow_window"] = False
    pyglet.options["debug_gl"] = False
    try:
        config = gl.Config(
            major_version=3, minor_version=3, forward_compatible=True, double_buffer=True
        )
        return pyglet.window.Window(
            *size,
            caption=title,
            resizable=True,
            style=style.pyglet_style,
            file_drops=True,
            config=config,
        )
    except Exception as error:  # pyglet raises one class per platform
        msg = f"no window: {_reason(error)}"
        raise DeviceError(msg, fix="run with --headless, or set DISPLAY") from error


def _reason(error: Exception) -> str:
    """Return why there is no window; pyglet does not say which screen it cannot connect to."""
    if "Cannot connect" not in str(error):
        return str(error) or type(error).__name__
    display = os.environ.get("DISPLAY")
    return f"no screen answers at DISPLAY={display}" if display else "DISPLAY names no screen"
