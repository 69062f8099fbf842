"""An OpenGL context without a window."""

from __future__ import annotations

import moderngl

from engine.errors import DeviceError


def open_context() -> moderngl.Context:
    """Return a standalone OpenGL 3.3 context: EGL on Linux, the system's own elsewhere.

    Raises
    ------
    DeviceError
        If OpenGL is not installed or refuses; the message names the Debian packages.
    """
    try:
        return moderngl.create_context(standalone=True, require=330, backend="egl")  # type: ignore[arg-type]
    except Exception as egl_error:  # moderngl raises plain Exception
        try:
            return moderngl.create_context(standalone=True, require=330)
        except Exception:
            msg = f"no OpenGL 3.3 context: {egl_error}"
            fix = "install a driver, or software OpenGL: apt-get install libgl1 libegl1"
            raise DeviceError(msg, fix=fix) from egl_error
