"""What `doctor` looks at."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence

import av
import numpy as np

from engine.cli.doctor import Check, Finding, State, examine
from engine.errors import DeviceError
from ext import backend
from systems.avatar.context import open_context
from systems.capture.devices import cameras, screens
from systems.track.store import Store
from systems.voice.portaudio import microphones


def check_python() -> Finding:
    """Look at the interpreter and the machine."""
    detail = f"{platform.python_version()}, numpy {np.__version__}, {os.cpu_count()} cores"
    return Finding("Python", State.OK, detail)


def check_kernels() -> Finding:
    """Look at which build of the kernels is in use."""
    if backend.BACKEND == "cython":
        return Finding("kernels", State.OK, "cython")
    fix = "build them where there is a C compiler: pip install -e . in a checkout"
    return Finding("kernels", State.NOTE, backend.BACKEND, fix)


def check_models() -> Finding:
    """Look at the stored models."""

    def look() -> str:
        Store().verify()
        return "installed, checksums right"

    return examine("models", look)


def check_camera() -> Finding:
    """Look for cameras."""

    def look() -> str:
        found = [camera.name for camera in cameras()]
        if not found:
            msg = "none found"
            raise DeviceError(msg, fix="plug one in, or use --source FILE or --source actor")
        return ", ".join(found)

    return examine("camera", look, without=State.NOTE)


def check_sound() -> Finding:
    """Look for PortAudio and microphones."""

    def look() -> str:
        found = [microphone.name for microphone in microphones()]
        if not found:
            msg = "no microphone"
            raise DeviceError(msg, fix="plug one in, or use --mic FILE")
        return ", ".join(found)

    return examine("sound", look, without=State.NOTE)


def check_opengl() -> Finding:
    """Open an OpenGL context without a window."""

    def look() -> str:
        context = open_context()
        name = f"{context.info['GL_RENDERER']}, OpenGL {context.version_code / 100:g}"
        context.release()
        return name

    return examine("OpenGL", look)


def check_screen() -> Finding:
    """Look for screens."""

    def look() -> str:
        found = [f"{screen.width}x{screen.height}" for screen in screens()]
        if not found:
            msg = "no display"
            raise DeviceError(msg, fix="use --headless --record FILE.mp4")
        return ", ".join(found)

    return examine("screen", look, without=State.NOTE)


def check_video() -> Finding:
    """Look for the codec that films are written with."""

    def look() -> str:
        if "libx264" not in av.codecs_available:
            msg = "PyAV cannot write H.264"
            raise DeviceError(msg, fix="install PyAV's wheel: pip install av")
        return f"PyAV {av.__version__} writes H.264"

    return examine("films", look)


CHECKS: Sequence[Check] = (
    check_python,
    check_kernels,
    check_models,
    check_camera,
    check_sound,
    check_opengl,
    check_screen,
    check_video,
)
"""In the order in which they are printed."""
