"""The real window, in a process of its own under a virtual X server."""

import shutil
import subprocess
import sys

import numpy as np
import pytest

pytestmark = pytest.mark.gl

SCRIPT = """
import sys
import numpy as np
import pyglet
from systems.avatar.bake import bake
from systems.avatar.character import load_character
from systems.avatar.painter import Painter
from systems.avatar.pose import Pose, bust
from systems.avatar.desk.ink import Sheet
from systems.avatar.window import Window

def screen(window):
    width, height = window.size
    data = (pyglet.gl.GLubyte * (4 * width * height))()
    pyglet.gl.glBindFramebuffer(pyglet.gl.GL_FRAMEBUFFER, 0)
    pyglet.gl.glReadBuffer(pyglet.gl.GL_BACK)
    pyglet.gl.glReadPixels(0, 0, width, height, pyglet.gl.GL_RGBA, pyglet.gl.GL_UNSIGNED_BYTE, data)
    return np.frombuffer(data, np.uint8).reshape(height, width, 4)[::-1, :, :3].copy()

character = load_character("hana")
window = Window((320, 240))
painter = Painter(window.context, character, bake(character), window.size)
solid = Sheet(np.full((50, 80, 4), (255, 0, 255, 255), np.uint8), 12, 178)
clear = Sheet(np.full((60, 90, 4), (255, 255, 255, 51), np.uint8), 200, 20)
shots, presented = {}, []
flip = window._window.flip

def capture_and_flip():
    presented.append(screen(window))
    flip()

window._window.flip = capture_and_flip

def show(name, sheets=()):
    for _ in range(3):
        window.poll()
        if painter.size != window.size:
            painter.resize(window.size)
        painter.draw(Pose(), bust(), (0.5, 0.5, 0.5))
        window.show(painter.framebuffer, sheets)
    shots[name] = presented.pop()

show("plain")
shots["drawn"] = painter.read()[..., :3].copy()
show("overlaid", [solid, clear])
show("fewer", [clear])
window._window.set_size(400, 260)
show("resized")
assert not window.closed
window._window.dispatch_event("on_close")
window.poll()
assert window.closed
assert window.context.error == "GL_NO_ERROR"
painter.release()
window.close()
window.close()
np.savez(sys.argv[1], **shots)
"""


@pytest.fixture(scope="module")
def shots(tmp_path_factory):
    if shutil.which("xvfb-run") is None:
        pytest.skip("needs xvfb-run: apt-get install xvfb xauth")
    path = tmp_path_factory.mktemp("window") / "shots.npz"
    screen = ["xvfb-run", "-a", "-s", "-screen 0 800x600x24"]
    done = subprocess.run(
        [*screen, sys.executable, "-c", SCRIPT, str(path)],
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with np.load(path) as file:
        return dict(file)


def test_the_window_shows_what_the_painter_drew(shots):
    assert np.array_equal(shots["plain"], shots["drawn"])


def test_an_opaque_sheet_covers_its_place_and_nothing_else(shots):
    changed = (shots["overlaid"] != shots["fewer"]).any(2)
    rows, columns = np.nonzero(changed)
    assert (columns.min(), columns.max() + 1) == (12, 92)
    assert (rows.min(), rows.max() + 1) == (178, 228)
    assert (shots["overlaid"][178:228, 12:92] == (255, 0, 255)).all()


def test_a_clear_sheet_lets_its_share_of_the_puppet_through(shots):
    under, over = (shots[name][20:80, 200:290].astype(float) for name in ("plain", "fewer"))
    assert np.abs(over - (0.8 * under + 0.2 * 255)).max() <= 1


def test_a_resized_window_is_filled_to_its_edges(shots):
    assert shots["resized"].shape == (260, 400, 3)
    assert shots["resized"][[0, 0, -1, -1], [0, -1, 0, -1]].min() > 60


@pytest.mark.parametrize(
    ("display", "reason"),
    [("", "DISPLAY names no screen"), (":4711", "no screen answers at DISPLAY=:4711")],
)
def test_no_display_is_one_clear_error(monkeypatch, display, reason):
    code = (
        "from engine.errors import DeviceError\n"
        "from systems.avatar.window import Window\n"
        "try: Window((64, 48))\n"
        "except DeviceError as error: print(error)\n"
    )
    monkeypatch.setenv("DISPLAY", display)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.startswith(f"no window: {reason}\n"), done.stderr
    assert "--headless" in done.stdout
