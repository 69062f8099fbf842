"""Windows of every style: run under Xvfb, prints what the window system was asked for.

``python -m tests.gl.desk_styles`` prints one JSON object by style.
"""

import ctypes
import json

import numpy as np
import pyglet
from pyglet.libs.x11 import xlib

from systems.avatar.bake import bake
from systems.avatar.character import load_character
from systems.avatar.desk.ink import Sheet
from systems.avatar.desk.style import WindowStyle
from systems.avatar.painter import Painter
from systems.avatar.pose import Pose, bust
from systems.avatar.window import Window

STYLES = {
    "plain": WindowStyle(),
    "top": WindowStyle(always_on_top=True),
    "borderless": WindowStyle(borderless=True),
    "transparent": WindowStyle(transparent=True),
    "ghost": WindowStyle(transparent=True, click_through=True, always_on_top=True),
}
SIZE = (160, 120)


def atoms(window, name):
    """Return the names that an X property of a window lists; [] where it has none."""
    display, kind, form = window._x_display, xlib.Atom(), ctypes.c_int()
    count, left = ctypes.c_ulong(), ctypes.c_ulong()
    data = ctypes.POINTER(ctypes.c_ubyte)()
    atom = xlib.XInternAtom(display, name.encode(), False)
    words = (display, window._window, atom, 0, 99, False, 0, *map(ctypes.byref, (kind, form)))
    xlib.XGetWindowProperty(*words, *map(ctypes.byref, (count, left, data)))
    values = ctypes.cast(data, ctypes.POINTER(ctypes.c_ulong))[: count.value]
    if name != "_NET_WM_STATE":
        return [int(value) for value in values]
    xlib.XGetAtomName.restype = ctypes.c_char_p
    return [xlib.XGetAtomName(display, value).decode() for value in values]


def back_buffer(size):
    """Return what is about to be shown, with its alpha, (H, W, 4)."""
    data = (pyglet.gl.GLubyte * (4 * size[0] * size[1]))()
    pyglet.gl.glBindFramebuffer(pyglet.gl.GL_FRAMEBUFFER, 0)
    pyglet.gl.glReadBuffer(pyglet.gl.GL_BACK)
    pyglet.gl.glReadPixels(0, 0, *size, pyglet.gl.GL_RGBA, pyglet.gl.GL_UNSIGNED_BYTE, data)
    return np.frombuffer(data, np.uint8).reshape(size[1], size[0], 4)[::-1].astype(int)


def facts(style):
    character = load_character("hana")
    window = Window(SIZE, style=style, place=(30, 20))
    theirs = window._window
    painter = Painter(window.context, character, bake(character), window.size, samples=4)
    painter.draw(Pose(), bust(), None if style.transparent else (0.5, 0.5, 0.5))
    ours = painter.read().astype(int)
    seen, flip = [], theirs.flip
    theirs.flip = lambda: (seen.append(back_buffer(SIZE)), flip())
    half = Sheet(np.full((20, 20, 4), (255, 255, 255, 128), np.uint8), 0, 0)
    window.show(painter.framebuffer, [half])
    shown = seen[0]
    result = {
        "style": theirs.style,
        "resizable": theirs._resizable,
        "drops": theirs._file_drops,
        "alpha bits": theirs.context.config.alpha_size,
        "state": atoms(theirs, "_NET_WM_STATE"),
        "undecorated": atoms(theirs, "_MOTIF_WM_HINTS")[:3],
        "place": window.place,
        "corner alpha": int(ours[60, 2, 3]),
        "face alpha": int(ours[60, 80, 3]),
        "brightest over alpha": int((ours[..., :3].max(2) - ours[..., 3]).max()),
        "soft edges": int(((ours[..., 3] > 0) & (ours[..., 3] < 255)).sum()),
        "shown corner": shown[60, 2].tolist(),
        "shown sheet": shown[10, 10].tolist(),
    }
    painter.release()
    window.close()
    return result


if __name__ == "__main__":
    print(json.dumps({name: facts(style) for name, style in STYLES.items()}))  # noqa: T201
