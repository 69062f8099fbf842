"""Draws the background into the framebuffer that is bound, before the avatar."""

from __future__ import annotations

import moderngl

from systems.avatar.background import Background, Flat, Photo
from systems.avatar.shaders import load_program


class Backdrop:
    """One triangle over the whole picture.

    Parameters
    ----------
    context : moderngl.Context
    """

    def __init__(self, context: moderngl.Context) -> None:
        self.context = context
        self._wall = load_program(context, "backdrop.vert", "backdrop.frag")
        self._print = load_program(context, "backdrop.vert", "photo.frag")
        self._vertices = {p: context.vertex_array(p, []) for p in (self._wall, self._print)}
        self._photo: Photo | None = None
        self._texture: moderngl.Texture | None = None

    def draw(self, background: Background, size: tuple[int, int]) -> None:
        """Draw a background over a picture of `size` (width, height); None draws nothing."""
        if background is None:
            return
        self.context.disable(moderngl.DEPTH_TEST | moderngl.CULL_FACE)
        if isinstance(background, Photo):
            self._hang(background, size)
            self._vertices[self._print].render(vertices=3)
        else:
            flat = isinstance(background, Flat)
            self._wall["backdrop"] = (
                background.colour if isinstance(background, Flat) else background
            )
            self._wall["falloff"] = 0.0 if flat else 1.0
            self._vertices[self._wall].render(vertices=3)

    def release(self) -> None:
        """Give every GL object back."""
        for thing in (*self._vertices.values(), self._wall, self._print, self._texture):
            if thing is not None:
                thing.release()

    def _hang(self, photo: Photo, size: tuple[int, int]) -> None:
        if photo is not self._photo or self._texture is None or self._texture.size != size:
            if self._texture is not None:
                self._texture.release()
            pixels = photo.covering(size)[::-1].tobytes()
            self._texture = self.context.texture(size, 3, pixels, alignment=1)
            self._photo = photo
        self._texture.use()
