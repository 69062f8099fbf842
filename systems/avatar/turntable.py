"""A window in which an avatar turns, blinks and breathes until it is closed."""

from __future__ import annotations

import math
import time

from systems.avatar.avatars import Avatar
from systems.avatar.canvas import Canvas
from systems.avatar.desk.events import Key
from systems.avatar.desk.view_control import ViewControl
from systems.avatar.idle import blink
from systems.avatar.pose import Pose
from systems.topology import BLINK

SECONDS = 8.0
"""Length of one turn."""


def turn(avatar: Avatar, size: tuple[int, int]) -> None:
    """Show an avatar on a turntable until its user closes the window.

    Raises
    ------
    DeviceError
        If there is no display or no OpenGL 3.3.
    """
    canvas = Canvas(avatar, size, avatar.wall, headless=False)
    assert canvas.window is not None
    start = time.monotonic()
    while not canvas.window.closed:
        now = time.monotonic() - start
        pose = Pose(time=now)
        pose.weights[BLINK] = blink(now)
        view = ViewControl(yaw=math.tau * now / SECONDS).view(avatar.portrait)
        canvas.window.poll()
        if {Key("escape"), Key("q")} & {*canvas.window.take()}:
            break
        with canvas.current():
            canvas.fit()
            canvas.painter.draw(pose, view, canvas.background)
            canvas.window.show(canvas.painter.framebuffer)
    canvas.close()
