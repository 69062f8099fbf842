"""The turntable's real window, in a process of its own under a virtual X server."""

import shutil
import subprocess
import sys

import numpy as np
import pytest

from tests.systems.avatar.vrm.vrm_file import vrm1

pytestmark = pytest.mark.gl

SCRIPT = """
import sys
import time
import numpy as np
import pyglet
from systems.avatar import turntable
from systems.avatar.avatars import open_avatar
from systems.avatar.window import Window

show, shots = Window.show, []
clock = iter(np.arange(0, 1000, turntable.SECONDS / 4))
turntable.time = type("Clock", (), {"monotonic": staticmethod(lambda: float(next(clock)))})

def watch(window, framebuffer, sheets=()):
    show(window, framebuffer, sheets)
    data = np.frombuffer(framebuffer.read(components=3), np.uint8)
    shots.append(data.reshape(*framebuffer.size[::-1], 3)[::-1])
    assert window.context.error == "GL_NO_ERROR"
    if len(shots) == 5:
        event = ("on_key_press", pyglet.window.key.ESCAPE, 0) if END == "key" else ("on_close",)
        window._window.dispatch_event(*event)

Window.show = watch
END = sys.argv[2]
turntable.turn(open_avatar(sys.argv[1]), (240, 240))
np.save(sys.argv[3], np.stack(shots))
"""


@pytest.mark.parametrize(("kind", "end"), [("hana", "key"), ("file", "close")])
def test_an_avatar_turns_once_round_until_its_user_ends_it(kind, end, tmp_path):
    if shutil.which("xvfb-run") is None:
        pytest.skip("needs xvfb-run: apt-get install xvfb xauth")
    file, out = tmp_path / "ball.vrm", tmp_path / "shots.npy"
    file.write_bytes(vrm1().file.glb())
    name = str(file) if kind == "file" else kind
    screen = ["xvfb-run", "-a", "-s", "-screen 0 800x600x24"]
    done = subprocess.run(
        [*screen, sys.executable, "-c", SCRIPT, name, end, str(out)],
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    quarter, half, more, whole, again = np.load(out).astype(int)[:5]
    assert np.abs(quarter - half).mean() > 2
    assert np.abs(half - whole).mean() > 2
    assert np.abs(quarter - again).mean() < 1.5
    assert np.abs(quarter - more[:, ::-1]).mean() < np.abs(quarter - half).mean()
