"""Draws a figure into a framebuffer of its own."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import moderngl
import numpy as np
from numpy.typing import NDArray

from systems.avatar.backdrop import Backdrop
from systems.avatar.background import Background
from systems.avatar.easel import Easel
from systems.avatar.gltf.material import VALUES, Material
from systems.avatar.pose import Pose, View
from systems.avatar.shaders import load_program
from systems.avatar.vrm.animator import Animator
from systems.avatar.vrm.palette import SLOTS, Palette, samplings

SAMPLE_ALPHA_TO_COVERAGE: Final = 0x809E  # of OpenGL; moderngl has no name for it


@dataclass(frozen=True)
class _Draw:
    """One draw call: the triangles of one material."""

    index: int
    material: Material
    first: int
    count: int
    textures: dict[int, moderngl.Texture]  # by unit
    array: moderngl.VertexArray

    @property
    def masked(self) -> bool:
        return bool(self.material.values["alpha_mode"] == 1)

    @property
    def blended(self) -> bool:
        return bool(self.material.values["alpha_mode"] == 2)


class FigurePainter:
    """One figure, one framebuffer, one draw call a material (two with an outline).

    Takes the same calls as `systems.avatar.painter.Painter`.

    Parameters
    ----------
    context : moderngl.Context
    animator : Animator
        The figure and what moves it; it outlives the painter.
    size : (width, height)
        Pixels.
    samples : int, default 0
        Of multisampling; lowered to what the context has. Cut-out edges then become soft.
    outline : bool, default True
        Draw the outlines that MToon materials ask for.
    triangles : mapping of material index to (T, 3) int32, optional
        What is drawn; all of the figure's by default.
    """

    def __init__(
        self,
        context: moderngl.Context,
        animator: Animator,
        size: tuple[int, int],
        *,
        samples: int = 0,
        outline: bool = True,
        triangles: Mapping[int, NDArray[np.int32]] | None = None,
    ) -> None:
        self.context, self.animator, self.outline = context, animator, outline
        self._easel = Easel(context, size, samples)
        self._backdrop = Backdrop(context)
        self._palette = Palette(context, animator.figure.model.pictures)
        self._triangles = triangles or animator.figure.model.geometry.triangles
        self._open_buffers()
        self._arrays: dict[Hashable, moderngl.VertexArray] = {}
        self._draws = self._plan()

    @property
    def framebuffer(self) -> moderngl.Framebuffer:
        """The finished picture; colours are premultiplied by their alpha."""
        return self._easel.framebuffer

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, px."""
        return self._easel.size

    def draw(self, pose: Pose, camera: View, background: Background = None) -> None:
        """Draw one moment."""
        self.animator(pose)
        self._vertices.orphan()
        self._vertices.write(self.animator.vertices)
        self._materials.write(self.animator.values)
        self._easel.start()
        self._backdrop.draw(background, self.size)
        self._place(pose, camera)
        for draw in self._draws:
            self._draw(draw)
        self._restore()
        self._easel.finish()

    def read(self) -> NDArray[np.uint8]:
        """Return the picture, (H, W, 4) RGBA, top row first; the array is reused."""
        return self._easel.read()

    def resize(self, size: tuple[int, int]) -> None:
        """Take on a new size in pixels; the framebuffer is a new one."""
        self._easel.resize(size)

    def release(self) -> None:
        """Give every GL object back; the painter cannot be used again."""
        self._easel.release()
        self._palette.release()
        self._backdrop.release()
        for array in self._arrays.values():
            array.program.release()
            array.release()
        for buffer in (self._vertices, self._still, self._indices, self._materials):
            buffer.release()

    def _open_buffers(self) -> None:
        geometry = self.animator.figure.model.geometry
        still = np.concatenate([geometry.uvs, geometry.colours], 1)
        indices = np.concatenate(list(self._triangles.values()))
        self._vertices = self.context.buffer(reserve=geometry.vertices.nbytes, dynamic=True)
        self._still = self.context.buffer(np.ascontiguousarray(still, np.float32))
        self._indices = self.context.buffer(np.ascontiguousarray(indices))
        self._materials = self.context.buffer(self.animator.values, dynamic=True)

    def _array(self, material: Material) -> moderngl.VertexArray:
        """Return the vertices with a program for materials like this one, compiled but once."""
        alpha = int(material.values["alpha_mode"])
        key = material.kind, alpha, frozenset(material.textures)
        if key not in self._arrays:
            bent = int("normal" in material.textures)
            defines: dict[str, object] = {"ALPHA": alpha, "BENT": bent}
            defines |= samplings(material.textures)
            fragment = f"{material.kind}.frag"
            program = load_program(self.context, "figure.vert", fragment, defines)
            self._arrays[key] = self._assemble(program)
        return self._arrays[key]

    def _assemble(self, program: moderngl.Program) -> moderngl.VertexArray:
        for unit, slot in enumerate(SLOTS):
            if f"{slot}_map" in program:
                program[f"{slot}_map"] = unit
        buffers = [(self._vertices, "3f 3f", "in_position", "in_normal")]
        buffers.append((self._still, "2f 4f", "in_uv", "in_colour"))
        return self.context.vertex_array(program, buffers, self._indices, skip_errors=True)

    def _plan(self) -> list[_Draw]:
        """Return the draw calls: opaque first, then cut-outs, then what is seen through."""
        model = self.animator.figure.model
        draws, first = [], 0
        for index, triangles in self._triangles.items():
            material = model.materials[index]
            textures = self._palette.mix(material.textures)
            array = self._array(material)
            draws.append(_Draw(index, material, first, triangles.size, textures, array))
            first += triangles.size
        return sorted(draws, key=lambda draw: draw.material.order)

    def _place(self, pose: Pose, camera: View) -> None:
        aspect = self.size[0] / self.size[1]
        values: dict[str, Any] = {
            "camera": tuple(camera.matrix(aspect).T.ravel().tolist()),
            "camera_position": tuple(camera.eye),
            "aspect": aspect,
            "tint": tuple(pose.tint),
            "coverage": float(self._easel.samples > 0),
            "hull": 0.0,
        }
        for array in self._arrays.values():
            for name, value in values.items():
                if name in array.program:
                    array.program[name] = value
        self.context.enable(moderngl.DEPTH_TEST)
        self.context.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA

    def _draw(self, draw: _Draw) -> None:
        material, context = draw.material, self.context
        self._materials.bind_to_uniform_block(
            0, offset=draw.index * VALUES.itemsize, size=VALUES.itemsize
        )
        for unit, texture in draw.textures.items():
            texture.use(unit)
        (context.enable if draw.blended else context.disable)(moderngl.BLEND)
        self._cover(on=draw.masked)
        self._easel.drawn.depth_mask = material.writes_depth
        (context.disable if material.double_sided else context.enable)(moderngl.CULL_FACE)
        context.cull_face = "front" if material.front_culled else "back"
        draw.array.render(vertices=draw.count, first=draw.first)
        if self.outline and self.animator.values["outline_width"][draw.index] > 0:
            context.enable(moderngl.CULL_FACE)
            context.cull_face = "front"
            draw.array.program["hull"] = 1.0
            draw.array.render(vertices=draw.count, first=draw.first)
            draw.array.program["hull"] = 0.0

    def _cover(self, *, on: bool) -> None:
        if self._easel.samples:
            switch = self.context.enable_direct if on else self.context.disable_direct
            switch(SAMPLE_ALPHA_TO_COVERAGE)

    def _restore(self) -> None:
        """Leave the state as the other painters expect it."""
        self._cover(on=False)
        self._easel.drawn.depth_mask = True
        self.context.disable(moderngl.BLEND)
        self.context.cull_face = "back"
