"""Opening a camera through OpenCV, asking it for a format, and saying what it really gives."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import cv2

from engine.errors import UsageError
from systems.capture.devices import cameras, find_camera
from systems.capture.frame import Image

BACKENDS = {
    "v4l2": cv2.CAP_V4L2,
    "dshow": cv2.CAP_DSHOW,
    "msmf": cv2.CAP_MSMF,
    "avfoundation": cv2.CAP_AVFOUNDATION,
}
PREFERRED = {
    "linux": ("v4l2",),
    "win32": ("dshow", "msmf"),  # MSMF takes seconds to open
    "darwin": ("avfoundation",),
}


class Device(Protocol):
    """The part of `cv2.VideoCapture` that is used."""

    def isOpened(self) -> bool:  # noqa: N802
        """Return whether there is a device."""

    def grab(self) -> bool:
        """Wait for the next picture."""

    def retrieve(self, image: Image | None = None) -> tuple[bool, Any]:
        """Decode it, into `image` where that has the right shape."""

    def get(self, prop: int) -> float:
        """Return a property."""

    def set(self, prop: int, value: float) -> bool:
        """Ask for a property."""

    def getBackendName(self) -> str:  # noqa: N802
        """Return the name of the back end."""

    def release(self) -> None:
        """Let go of the device."""


@dataclass(frozen=True)
class CameraSettings:
    """What to ask a camera for; None leaves it to the camera.

    Attributes
    ----------
    size : (width, height)
        px.
    fps : float
        Hz.
    fourcc : str
        Four letters, such as MJPG.
    backend : str
        A key of `BACKENDS`.
    """

    size: tuple[int, int] | None = None
    fps: float | None = None
    fourcc: str | None = None
    backend: str | None = None


OpenDevice = Callable[[int | str, str | None], Device]


def open_device(wanted: int | str, backend: str | None = None) -> Device:
    """Open a camera by number or name; the device may turn out not to be opened.

    Raises
    ------
    DeviceError
        If no camera has the name.
    """
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)  # we say it in one line
    number = wanted if isinstance(wanted, int) else find_camera(wanted, cameras()).index
    apis = [BACKENDS[name] for name in _backends(backend)]
    device = cv2.VideoCapture(number, apis[0])
    for api in apis[1:]:
        if not device.isOpened():
            device.open(number, api)
    return device


def ask(device: Device, settings: CameraSettings) -> None:
    """Ask for a format. The pixel format goes first: it decides which sizes and rates there are."""
    if settings.fourcc is not None:
        device.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*settings.fourcc))
    if settings.size is not None:
        device.set(cv2.CAP_PROP_FRAME_WIDTH, settings.size[0])
        device.set(cv2.CAP_PROP_FRAME_HEIGHT, settings.size[1])
    if settings.fps is not None:
        device.set(cv2.CAP_PROP_FPS, settings.fps)


def given(device: Device, image: Image) -> CameraSettings:
    """Return what the device really gives, the size measured on a picture."""
    height, width = image.shape[:2]
    code = int(device.get(cv2.CAP_PROP_FOURCC)).to_bytes(4, "little", signed=True)
    fourcc = code.decode("ascii", "replace") if code.isalnum() else None
    fps = device.get(cv2.CAP_PROP_FPS)
    return CameraSettings((width, height), fps if fps > 0 else None, fourcc)


def describe(asked: CameraSettings, given: CameraSettings) -> str:
    """Say in a line what is given, and what was asked for where that differs.

    Examples
    --------
    >>> describe(CameraSettings((1280, 720), 60), CameraSettings((1280, 720), 30, "MJPG"))
    '1280x720, 30 fps, MJPG (asked for 60 fps)'
    """
    wanted, got = _words(asked), _words(given)
    missed = [word for word in wanted if word not in got]
    return ", ".join(got) + (f" (asked for {', '.join(missed)})" if missed else "")


def _words(settings: CameraSettings) -> list[str]:
    words = []
    if settings.size is not None:
        words.append("{}x{}".format(*settings.size))
    if settings.fps is not None:
        words.append(f"{settings.fps:.3g} fps")
    if settings.fourcc is not None:
        words.append(settings.fourcc)
    return words


def _backends(name: str | None) -> tuple[str, ...]:
    if name is None:
        return PREFERRED.get(sys.platform, ("v4l2",))
    if name not in BACKENDS:
        msg = f"there is no camera back end {name!r}"
        raise UsageError(msg, fix=f"choose from: {', '.join(BACKENDS)}")
    return (name,)
