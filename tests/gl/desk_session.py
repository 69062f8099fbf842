"""A user at the real window: run under Xvfb, writes what the screen showed after each step.

``python -m tests.gl.desk_session FOLDER`` leaves ``shots.npz`` and ``settings.toml`` there.
"""

import json
import os
import sys
from pathlib import Path

import numpy as np
import pyglet

from engine import App, Res, Stage, run_step, system
from engine.clock import Clock
from systems.avatar.canvas import Canvas
from systems.avatar.character import load_character
from systems.avatar.desk.settings import read_settings
from systems.avatar.desk.style import WindowStyle
from systems.avatar.export.write import export
from systems.avatar.puppet import Display
from systems.avatar.quality import Quality
from systems.avatar.show import Show, puppet_plugin

SIZE = (720, 560)
PATIENCE = 3  # frames between a step and its picture
SETTINGS = """\
# written by hand
folder = "."

[window]
place = [60, 40]  # where it was
"""


def screen(window):
    """Return what is about to be shown, (H, W, 3) RGB."""
    width, height = window.size
    data = (pyglet.gl.GLubyte * (4 * width * height))()
    pyglet.gl.glBindFramebuffer(pyglet.gl.GL_FRAMEBUFFER, 0)
    pyglet.gl.glReadBuffer(pyglet.gl.GL_BACK)
    pyglet.gl.glReadPixels(0, 0, width, height, pyglet.gl.GL_RGBA, pyglet.gl.GL_UNSIGNED_BYTE, data)
    return np.frombuffer(data, np.uint8).reshape(height, width, 4)[::-1, :, :3].copy()


class User:
    """Does one step every few frames, and keeps what was shown before the next."""

    def __init__(self, app, steps):
        self.app, self.steps, self.shots, self.facts = app, list(steps), {}, {}
        self.canvas = app.draw.world.resource(Canvas)
        self.window = self.canvas.window
        self.theirs = self.window._window
        self.last = None
        flip = self.theirs.flip
        self.theirs.flip = lambda: (setattr(self, "last", screen(self.window)), flip())

    def key(self, name, modifiers=0):
        symbol = getattr(pyglet.window.key, name)
        self.theirs.dispatch_event("on_key_press", symbol, modifiers)

    def mouse(self, x, y, *, to=None, button=pyglet.window.mouse.LEFT, times=1):
        """Press at a place from the upper left corner; drag to another."""
        up = self.window.size[1]
        for _ in range(times):
            self.theirs.dispatch_event("on_mouse_press", x, up - y, button, 0)
            if to is not None:
                by = (to[0] - x, y - to[1])
                self.theirs.dispatch_event("on_mouse_drag", to[0], up - to[1], *by, button, 0)
            self.theirs.dispatch_event("on_mouse_release", x, up - y, button, 0)

    def scroll(self, x, y, notches):
        self.theirs.dispatch_event("on_mouse_scroll", x, self.window.size[1] - y, 0, notches)

    def drop(self, path):
        self.theirs.dispatch_event("on_file_drop", 5, 5, [str(path)])

    def tick(self, tick):
        number, rest = divmod(tick, PATIENCE)
        if rest == PATIENCE - 1:
            self.shots[self.steps[number][0]] = self.last
            self.note(self.steps[number][0])
        elif rest == 0:
            self.steps[number][1](self)

    def note(self, name):
        world = self.app.draw.world
        self.facts[name] = {
            "mirror": world.resource(Display).mirror,
            "avatar": self.canvas.avatar,
            "place": self.window.place,
            "title": self.theirs.caption,
            "closed": self.app.stop.asked,
            "gl": self.canvas.context.error,
        }


def whole_file():
    """Write an avatar as users bring them; return its path."""
    export(load_character("mira"), Path("mine.vrm"))
    return Path("mine.vrm")


def broken_file():
    """Write the first half of it; return its path."""
    data = Path("mine.vrm").read_bytes()
    Path("broken.vrm").write_bytes(data[: len(data) // 2])
    return Path("broken.vrm")


STEPS = [
    ("plain", lambda _: None),
    ("keys", lambda user: user.key("F1")),
    ("closed", lambda user: user.key("ESCAPE")),
    ("overlay", lambda user: user.key("TAB")),
    ("overlay off", lambda user: user.key("TAB")),
    ("panel", lambda user: user.key("ESCAPE")),
    ("gain", lambda user: user.mouse(600, 206, to=(636, 206))),
    ("avatar", lambda user: user.mouse(680, 71)),
    ("scrolled", lambda user: user.scroll(600, 300, -8)),
    ("panel off", lambda user: user.key("ESCAPE")),
    ("drop", lambda user: user.drop(whole_file())),
    ("bad drop", lambda user: user.drop(broken_file())),
    ("zoomed", lambda user: user.scroll(100, 100, 4)),
    ("turned", lambda user: user.mouse(300, 300, to=(400, 260), button=pyglet.window.mouse.RIGHT)),
    ("moved", lambda user: user.mouse(300, 300, to=(340, 320))),
    ("rest", lambda user: user.mouse(300, 300, times=2)),
    ("body", lambda user: user.key("B")),
    ("bust", lambda user: user.key("B")),
    ("mirror", lambda user: user.key("M")),
    ("picture", lambda user: user.key("S")),
    ("filming", lambda user: user.key("R")),
    ("filmed", lambda user: user.key("R")),
    ("surprise", lambda user: user.key("_2")),
    ("surprised", lambda _: None),
    ("resized", lambda user: user.theirs.set_size(560, 480)),
    ("quit", lambda user: user.key("Q")),
]


def perform(folder, steps=STEPS, style=None, size=SIZE):
    os.chdir(folder)  # the panel names the file, and that must not be a temporary one
    file = Path("settings.toml")
    file.write_text(SETTINGS)
    show = Show(
        size=size,
        settings=read_settings(file),
        settings_file=file,
        quality=Quality.FINE,
        style=style or WindowStyle(),
    )
    app = App(strict=True)
    app.insert(show).add(puppet_plugin)
    user = User(app, steps)

    @system(Stage.RENDER)
    def act(clock: Res[Clock]) -> None:
        user.tick(clock.tick)

    app.add(act)
    run_step(app, None, frames=PATIENCE * len(steps))
    np.savez_compressed("shots.npz", **user.shots)
    Path("facts.json").write_text(json.dumps(user.facts))


if __name__ == "__main__":
    perform(Path(sys.argv[1]))
