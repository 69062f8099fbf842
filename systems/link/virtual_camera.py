"""The puppet as a camera that other programs can choose."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import App, Clock, Res, ResMut, Stage, system
from engine.errors import DeviceError, UsageError
from systems.avatar.canvas import Canvas
from systems.avatar.overlay import framed

RATE = 30.0
"""Pictures per second; other programs ask for no more."""

FIX = (
    "Linux: `modprobe v4l2loopback exclusive_caps=1`; Windows, macOS: install OBS and start its "
    "virtual camera once"
)


class VirtualCamera:
    """A device of the operating system that shows what it is sent.

    Parameters
    ----------
    size : (width, height)
        px; pictures of other sizes are fitted into it.

    Raises
    ------
    UsageError
        If pyvirtualcam is not installed.
    DeviceError
        If there is no such device, or another program sends to it.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        try:
            import pyvirtualcam
        except ImportError as error:
            msg = "--virtual-camera needs pyvirtualcam, which is not installed"
            raise UsageError(msg, fix='pip install "bunraku[camera-out]"') from error
        try:
            self._camera: Any = pyvirtualcam.Camera(*size, RATE)
        except RuntimeError as error:
            said = str(error).strip().splitlines() or ["no device"]
            msg = f"there is no virtual camera to send to: {said[0]}"
            raise DeviceError(msg, fix=FIX) from error
        self.size = size
        self.name = str(self._camera.device)
        self._due = -np.inf

    def send(self, picture: NDArray[np.uint8], now: float) -> None:
        """Show a picture, (H, W, 3 or more) RGB, unless the last one is too fresh for the rate."""
        if now < self._due:
            return
        self._due = max(self._due + 1 / RATE, now)
        self._camera.send(np.ascontiguousarray(framed(picture, self.size)[..., :3]))

    def close(self) -> None:
        """Give the device back. Closing twice is harmless."""
        self._camera.close()


@system(Stage.RENDER)
def send_picture(canvas: ResMut[Canvas], camera: ResMut[VirtualCamera], clock: Res[Clock]) -> None:
    """Send what was drawn."""
    with canvas.current():
        picture = canvas.painter.read()
    camera.send(picture, clock.now)


def virtual_camera_plugin(app: App) -> None:
    """Send the pictures of the app's canvas to a virtual camera of its size."""
    camera = VirtualCamera(app.draw.world.resource(Canvas).painter.size)
    app.on_close(camera.close)
    app.draw.world.insert(camera)
    app.add(send_picture)
