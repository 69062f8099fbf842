"""GLSL programs, read from assets/shaders."""

from __future__ import annotations

import re
from importlib.resources import files

import moderngl


def load_program(context: moderngl.Context, vertex: str, fragment: str) -> moderngl.Program:
    """Compile a program from two files; a line ``#include eye`` takes in ``eye.glsl``."""
    return context.program(vertex_shader=_source(vertex), fragment_shader=_source(fragment))


def _source(name: str) -> str:
    text = (files("assets") / "shaders" / name).read_text("utf-8")
    return re.sub(r"^#include (\w+)$", lambda found: _source(f"{found[1]}.glsl"), text, flags=re.M)
