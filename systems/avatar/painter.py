"""Draws a head into a framebuffer of its own."""

from __future__ import annotations

from typing import Any

import moderngl
import numpy as np
from numpy.typing import NDArray

from systems.avatar.backdrop import Backdrop
from systems.avatar.background import Background
from systems.avatar.blend import Blend
from systems.avatar.breath import breath
from systems.avatar.character import Character
from systems.avatar.easel import Easel
from systems.avatar.mesh import HeadMesh
from systems.avatar.pose import NECK, Pose, View, looking
from systems.avatar.shaders import load_program

OUTLINE = 0.0009  # m
BREATH = np.array([0.0, 0.0022, 0.0014])  # m that a full chest moves the shoulders
LINE_BIAS = {"toon": 0.0030, "soft": 0.0}  # of depth; drawn brows read through the fringe


class Painter:
    """One head, one framebuffer, two draw calls (three with outlines).

    Parameters
    ----------
    context : moderngl.Context
    character : Character
        Look: colours, eyes, style.
    head : HeadMesh
        Shape, as baked from the character.
    size : (width, height)
        Pixels.
    samples : int, default 0
        Of multisampling; lowered to what the context has.
    outline : bool, default False
        Draw an ink line round skin, hair and clothes.
    """

    def __init__(
        self,
        context: moderngl.Context,
        character: Character,
        head: HeadMesh,
        size: tuple[int, int],
        *,
        samples: int = 0,
        outline: bool = False,
    ) -> None:
        self.context, self.outline = context, outline
        self._easel = Easel(context, size, samples)
        self._blend = Blend(head)
        self._owned: list[Any] = []
        self._open_buffers(head)
        self._programs(character, head)

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
        self._vertices.orphan()
        self._vertices.write(self._blend(pose.weights))
        self._easel.start()
        self._backdrop.draw(background, self.size)
        self.context.enable(moderngl.DEPTH_TEST | moderngl.CULL_FACE)
        self._draw_head(pose, camera)
        self._easel.finish()

    def read(self) -> NDArray[np.uint8]:
        """Return the picture, (H, W, 4) RGBA, top row first; the array is reused."""
        return self._easel.read()

    def release(self) -> None:
        """Give every GL object back; the painter cannot be used again."""
        self._easel.release()
        for thing in self._owned:
            thing.release()
        self._owned.clear()

    def resize(self, size: tuple[int, int]) -> None:
        """Take on a new size in pixels; the framebuffer is a new one."""
        self._easel.resize(size)

    def _draw_head(self, pose: Pose, camera: View) -> None:
        rotation = np.asarray(pose.head_rotation, np.float64)
        place = {
            "camera": camera.matrix(self.size[0] / self.size[1]).T,
            "head_rotation": rotation.T,
            "head_translation": pose.head_translation,
            "breath": BREATH * breath(pose.time),
            "body_translation": rotation @ NECK + pose.head_translation - NECK,
            "gaze_left": looking(np.asarray(pose.gaze_left)).T,
            "gaze_right": looking(np.asarray(pose.gaze_right)).T,
            "camera_position": camera.eye,
            "tint": pose.tint,
            "blush_amount": pose.blush,
            "outline": 0.0,
        }
        self._set(self._surface, place)
        self.context.cull_face = "back"
        self._solid.render()
        if self.outline:
            self._set(self._ink, {**place, "outline": OUTLINE})
            self.context.cull_face = "front"
            self._contour.render()

    def _open_buffers(self, head: HeadMesh) -> None:
        still = np.column_stack([head.colours, head.materials, head.held]).astype(np.float32)
        self._vertices = self.context.buffer(reserve=self._blend.vertices.nbytes, dynamic=True)
        self._still = self.context.buffer(still)
        self._indices = self.context.buffer(np.ascontiguousarray(head.triangles))
        self._inked = self.context.buffer(np.ascontiguousarray(head.triangles[head.inked]))

    def _programs(self, character: Character, head: HeadMesh) -> None:
        context = self.context
        self._surface = load_program(context, "head.vert", f"{character.style}.frag")
        self._ink = load_program(context, "head.vert", "outline.frag")
        self._backdrop = Backdrop(context)
        self._solid, self._contour = (
            self._assemble(*pair)
            for pair in ((self._surface, self._indices), (self._ink, self._inked))
        )
        look = _look(character, head)
        self._set(self._surface, look)
        self._set(self._ink, look)
        self._owned += [
            self._backdrop,
            self._solid,
            self._contour,
            self._surface,
            self._ink,
            self._vertices,
            self._still,
            self._indices,
            self._inked,
        ]

    def _assemble(
        self, program: moderngl.Program, indices: moderngl.Buffer
    ) -> moderngl.VertexArray:
        used = [("3f", "in_colour"), ("1f", "in_material"), ("1f", "in_held")]
        return self.context.vertex_array(
            program,
            [
                (self._vertices, "3f 3f", "in_position", "in_normal"),
                (self._still, " ".join(f for f, _ in used), *(name for _, name in used)),
            ],
            indices,
        )

    @staticmethod
    def _set(program: moderngl.Program, values: dict[str, Any]) -> None:
        for name, value in values.items():
            if name in program:
                flat = np.asarray(value, np.float64).ravel().tolist()
                program[name] = flat[0] if len(flat) == 1 else tuple(flat)


def _look(character: Character, head: HeadMesh) -> dict[str, Any]:
    eye, colours = character.eye, character.colours
    return {
        "eye_centre": head.eyes[0].centre,
        "eye_radius": eye.radius,
        "iris": (eye.iris, eye.iris_aspect, eye.pupil),
        "iris_colour": colours.iris,
        "iris_light": colours.iris_light,
        "blush": colours.blush,
        "cheek": (eye.centre[0] + 0.008, eye.centre[1] - eye.lower - 0.020, 0.017, 0.011),
        "lid_shadow": 0.62 * eye.upper,
        "line_bias": LINE_BIAS[character.style],
    }
