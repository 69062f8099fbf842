"""The eye's procedural paint as a picture, for programs that do not have its shader."""

from __future__ import annotations

import cv2
import moderngl
import numpy as np
from numpy.typing import NDArray

from systems.avatar.character import Character
from systems.avatar.context import open_context
from systems.avatar.shaders import load_program

SIDE = 256  # px
REACH = 1.02
"""Half the picture's side over the eyeball's radius."""


def paint_iris(character: Character) -> bytes:
    """Return a PNG of the eyeball seen from straight ahead, painted by the shader of the eyes.

    Raises
    ------
    DeviceError
        If there is no OpenGL.
    """
    eye, colours = character.eye, character.colours
    with open_context() as context:
        program = load_program(context, "backdrop.vert", "iris.frag")
        values = {
            "eye_radius": eye.radius,
            "reach": REACH * eye.radius,
            "iris": (eye.iris, eye.iris_aspect, eye.pupil),
            "iris_colour": colours.iris,
            "iris_light": colours.iris_light,
            "sclera": colours.sclera,
            "drawn": character.style == "toon",
        }
        for name, value in values.items():
            if name in program:
                program[name] = value
        canvas = context.simple_framebuffer((SIDE, SIDE))
        canvas.use()
        context.vertex_array(program, []).render(moderngl.TRIANGLES, vertices=3)
        pixels = np.frombuffer(canvas.read(), np.uint8).reshape(SIDE, SIDE, 3)
    return bytes(cv2.imencode(".png", np.ascontiguousarray(pixels[::-1, :, ::-1]))[1])


def iris_places(offsets: NDArray[np.floating], radius: float) -> NDArray[np.float32]:
    """Return the picture's coordinates (N, 2) of points (N, 3) about the eyeball's centre, m."""
    flat = offsets[:, :2] / (2 * REACH * radius)
    return np.stack([0.5 + flat[:, 0], 0.5 - flat[:, 1]], 1).astype(np.float32)
