"""GLSL programs, read from assets/shaders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files

import moderngl


def load_program(
    context: moderngl.Context,
    vertex: str,
    fragment: str,
    defines: Mapping[str, object] | None = None,
) -> moderngl.Program:
    """Compile a program from two files; a line ``#include eye`` takes in ``eye.glsl``.

    `defines` are macros for both, by what stands after ``#define``.
    """
    lines = "".join(f"#define {name} {value}\n" for name, value in (defines or {}).items())
    shaders = (_source(name).replace("\n", "\n" + lines, 1) for name in (vertex, fragment))
    return context.program(vertex_shader=next(shaders), fragment_shader=next(shaders))


def _source(name: str) -> str:
    text = (files("assets") / "shaders" / name).read_text("utf-8")
    return re.sub(r"^#include (\w+)$", lambda found: _source(f"{found[1]}.glsl"), text, flags=re.M)
