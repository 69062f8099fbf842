"""The window: shows the painter's framebuffer and hears the keyboard."""

from __future__ import annotations

from typing import Any

import moderngl
import numpy as np
import pyglet
from numpy.typing import NDArray
from pyglet import gl

from engine.errors import DeviceError
from systems.avatar.shaders import load_program

MARGIN = 12  # px round the overlay


class Window:
    """A resizable window with an OpenGL 3.3 context.

    Parameters
    ----------
    size : (width, height)
        Pixels.
    title : str

    Attributes
    ----------
    context : moderngl.Context
        The window's own; painters that it shows are made with it.
    size : (width, height)
        Pixels of the drawable area; changes when the user resizes.
    closed : bool
        The user has closed the window, or pressed Esc or q.
    overlay : bool
        Whether panels are shown; Tab toggles it.

    Raises
    ------
    DeviceError
        If there is no display or no OpenGL 3.3.
    """

    def __init__(self, size: tuple[int, int], title: str = "Bunraku") -> None:
        self._window = _open(size, title)
        self.size = self._window.get_framebuffer_size()
        self.closed, self.overlay = False, False
        self._window.push_handlers(self.on_key_press, self.on_close, self.on_resize)
        self.context = moderngl.create_context()
        self._program = load_program(self.context, "panel.vert", "panel.frag")
        self._quad = self.context.vertex_array(self._program, [])
        self._texture: moderngl.Texture | None = None

    def poll(self) -> None:
        """Handle what the user did since the last call."""
        self._window.switch_to()
        self._window.dispatch_events()

    def show(
        self, framebuffer: moderngl.Framebuffer, panel: NDArray[np.uint8] | None = None
    ) -> None:
        """Show a painter's picture of this window's size, and over it a panel (h, w, 4) RGBA."""
        self._blit(framebuffer)
        if self.overlay and panel is not None:
            self._lay(panel)
        self._window.flip()

    def close(self) -> None:
        """Close the window. May be called again."""
        self.closed = True
        if self._window.context is not None:
            self._window.close()

    def on_key_press(self, symbol: int, _modifiers: int) -> bool:
        """Tab shows or hides the overlay; Esc and q close."""
        if symbol == pyglet.window.key.TAB:
            self.overlay = not self.overlay
        if symbol in (pyglet.window.key.ESCAPE, pyglet.window.key.Q):
            self.closed = True
        return True

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

    def _lay(self, panel: NDArray[np.uint8]) -> None:
        height, width = panel.shape[:2]
        if self._texture is None or self._texture.size != (width, height):
            if self._texture is not None:
                self._texture.release()
            self._texture = self.context.texture((width, height), 4)
        self._texture.write(np.ascontiguousarray(panel))
        self._texture.use()
        across, up = self.size
        self._program["place"] = MARGIN / across, MARGIN / up, width / across, height / up
        self.context.disable(moderngl.DEPTH_TEST | moderngl.CULL_FACE)
        self.context.enable(moderngl.BLEND)
        self._quad.render(moderngl.TRIANGLE_STRIP, vertices=4)
        self.context.disable(moderngl.BLEND)


def _open(size: tuple[int, int], title: str) -> Any:
    pyglet.options["shadow_window"] = False
    pyglet.options["debug_gl"] = False
    try:
        config = gl.Config(
            major_version=3, minor_version=3, forward_compatible=True, double_buffer=True
        )
        return pyglet.window.Window(*size, caption=title, resizable=True, config=config)
    except Exception as error:  # pyglet raises one class per platform
        message = f"no window: {error or type(error).__name__}"
        raise DeviceError(message, fix="run with --headless, or set DISPLAY") from error
