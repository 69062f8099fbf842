"""A camera: its pictures with their true times, and patience with loose cables."""

from __future__ import annotations

import logging
import threading

import numpy as np

from engine.clock import monotonic
from engine.errors import DeviceError
from systems.capture.camera_device import (
    CameraSettings,
    Device,
    OpenDevice,
    ask,
    describe,
    given,
    open_device,
)
from systems.capture.frame import Frame, FramePool, Image, fitting

log = logging.getLogger("bunraku")

MISSES = 5
"""Failed pictures in a row after which a camera counts as gone; bad cables spoil single ones."""

RETRY_AFTER = 0.25
"""Seconds until a lost camera is looked for; doubled after each attempt."""

LONGEST_PAUSE = 2.0
"""Seconds between attempts, at most."""

LET_GO_AFTER = 0.5
"""Seconds that closing waits for a picture: a camera that has vanished may never give it."""


class Camera:
    """The pictures of a camera, stamped when they arrive.

    A camera that stops giving pictures is closed and opened again, with growing pauses, until it
    is back; `read` waits meanwhile. By name it is found again even under another number.

    Parameters
    ----------
    wanted : int or str
        Number, name, part of a name, or device file.
    settings : CameraSettings
        What to ask for.
    open_device : callable
        Opens the device; tests pass their own.
    retry_after : float, default 0.25
        Seconds until a lost camera is looked for.

    Attributes
    ----------
    description : str
        What the camera really gives, in a line.

    Raises
    ------
    DeviceError
        If there is no such camera or it gives no picture.
    """

    realtime = True

    def __init__(
        self,
        wanted: int | str = 0,
        settings: CameraSettings | None = None,
        *,
        open_device: OpenDevice = open_device,
        retry_after: float = RETRY_AFTER,
    ) -> None:
        self._wanted = wanted
        self._settings = settings or CameraSettings()
        self._open_device = open_device
        self._retry_after = retry_after
        self._closing = threading.Event()
        self._reading = threading.Lock()
        self._index = 0
        self._device, self._pool = self._connected()

    def __str__(self) -> str:
        return self.description

    def read(self) -> Frame | None:
        """Return the next picture, waiting for it; None once the camera has been closed."""
        with self._reading:
            while not self._closing.is_set():
                for _ in range(MISSES):
                    frame = self._captured()
                    if frame is not None:
                        return frame
                self._reconnect()
            return None

    def close(self) -> None:
        """Let go of the camera, after the picture being read. Closing twice is harmless."""
        self._closing.set()
        if self._reading.acquire(timeout=LET_GO_AFTER):
            self._device.release()
            self._reading.release()

    def _captured(self) -> Frame | None:
        if not self._device.grab():
            return None
        captured_at = monotonic()
        buffer = self._pool.take()
        whole, image = self._device.retrieve(buffer)
        if image is not buffer or not whole:
            self._pool.give_back(buffer)
        if not whole:
            return None
        if image is not buffer:
            buffer = self._copied(image)
        index, self._index = self._index, self._index + 1
        return self._pool.frame(buffer, captured_at, index)

    def _copied(self, image: Image) -> Image:
        """Copy a picture whose size is not the one the buffers were made for."""
        self._pool = fitting(self._pool, *image.shape[:2])
        buffer = self._pool.take()
        np.copyto(buffer, image)
        return buffer

    def _connected(self) -> tuple[Device, FramePool]:
        """Return a device that has given its first picture, and buffers of that size."""
        device = self._open_device(self._wanted, self._settings.backend)
        if not device.isOpened():
            device.release()
            msg = f"camera {self._wanted} cannot be opened"
            fix = "see `python -m engine devices`, or use --source actor or a video file"
            raise DeviceError(msg, fix=fix)
        ask(device, self._settings)
        image = _first_picture(device)
        if image is None:
            device.release()
            msg = f"camera {self._wanted} opens but gives no picture"
            raise DeviceError(msg, fix="close other programs that use it, or try another --size")
        says = describe(self._settings, given(device, image))
        self.description = f"camera {self._wanted}: {says} on {device.getBackendName()}"
        return device, FramePool(*image.shape[:2])

    def _reconnect(self) -> None:
        """Open the camera again, however long it takes; return early when closing."""
        log.warning("camera %s is gone; waiting for it", self._wanted)
        self._device.release()
        pause = self._retry_after
        while not self._closing.wait(pause):
            pause = min(2 * pause, LONGEST_PAUSE)
            try:
                self._device, self._pool = self._connected()
            except DeviceError:
                continue
            log.warning("%s is back", self.description)
            return


def _first_picture(device: Device) -> Image | None:
    for _ in range(MISSES):
        if device.grab():
            whole, image = device.retrieve()
            if whole:
                return np.asarray(image)
    return None
