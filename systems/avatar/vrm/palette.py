"""The textures of a figure on the GPU, and the shader for those that a material has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import cv2
import moderngl
import numpy as np
from numpy.typing import NDArray

from systems.avatar.gltf.material import Slot
from systems.avatar.gltf.textures import Picture

RGBA8, SRGB8_ALPHA8, CLAMP_TO_EDGE = 0x8058, 0x8C43, 0x812F
"""Constants of OpenGL that moderngl does not name."""

WHITE, BLACK, FLAT = "vec4(1.0)", "vec4(0.0, 0.0, 0.0, 1.0)", "vec4(0.5, 0.5, 1.0, 1.0)"
SLOTS: Final[dict[Slot, str]] = {
    "base": WHITE,
    "shade": WHITE,
    "normal": FLAT,
    "emission": WHITE,
    "metal": WHITE,
    "shift": BLACK,
    "rim": WHITE,
    "matcap": BLACK,
    "width": WHITE,
    "mask": WHITE,
}
"""Texture unit of each slot, by its place here, and what stands in for a missing one in GLSL."""

COLOURED: Final = frozenset({"base", "shade", "emission", "rim", "matcap"})
"""Slots whose pictures are sRGB; the others hold plain numbers."""


def samplings(used: Iterable[Slot]) -> dict[str, str]:
    """Return the macros ``sample_SLOT(at)``, which read a texture only where there is one.

    A texture of one pixel would do as well, but costs software OpenGL as much as a large one.
    """
    return {
        f"sample_{slot}(at)": f"texture({slot}_map, at)" if slot in used else plain
        for slot, plain in SLOTS.items()
    }


class Palette:
    """Uploads pictures once for each way in which they are used.

    Parameters
    ----------
    context : moderngl.Context
    pictures : sequence of Picture
    """

    def __init__(self, context: moderngl.Context, pictures: list[Picture]) -> None:
        self._context, self._pictures = context, pictures
        self._largest = int(context.info["GL_MAX_TEXTURE_SIZE"])
        self._textures: dict[tuple[int, bool], moderngl.Texture] = {}

    def mix(self, used: Mapping[Slot, int]) -> dict[int, moderngl.Texture]:
        """Return a material's textures by their units."""
        return {
            unit: self._texture(used[slot], coloured=slot in COLOURED)
            for unit, slot in enumerate(SLOTS)
            if slot in used
        }

    def release(self) -> None:
        """Give every texture back."""
        for texture in self._textures.values():
            texture.release()

    def _texture(self, index: int, *, coloured: bool) -> moderngl.Texture:
        if (index, coloured) not in self._textures:
            self._textures[index, coloured] = self._upload(self._pictures[index], coloured=coloured)
        return self._textures[index, coloured]

    def _upload(self, picture: Picture, *, coloured: bool) -> moderngl.Texture:
        pixels = self._fitting(picture.pixels)
        size = (pixels.shape[1], pixels.shape[0])
        form = SRGB8_ALPHA8 if coloured else RGBA8
        data = np.ascontiguousarray(pixels)
        texture = self._context.texture(size, 4, data, internal_format=form)
        texture.build_mipmaps()
        near = picture.sampler.mag_filter == moderngl.NEAREST
        soft = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        texture.filter = (moderngl.NEAREST, moderngl.NEAREST) if near else soft
        texture.repeat_x = picture.sampler.wrap_s != CLAMP_TO_EDGE
        texture.repeat_y = picture.sampler.wrap_t != CLAMP_TO_EDGE
        return texture

    def _fitting(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        scale = self._largest / max(pixels.shape[:2])
        if scale >= 1:
            return pixels
        return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale), np.uint8)
