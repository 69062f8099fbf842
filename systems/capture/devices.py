"""Which cameras and screens this machine has."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import DeviceError
from systems.capture.v4l2 import Mode, captures, modes

SYSFS = Path("/sys/class/video4linux")


@dataclass(frozen=True, order=True)
class CameraInfo:
    """A camera as the system lists it."""

    index: int
    name: str
    node: str = ""  # device file, on Linux

    def modes(self) -> list[Mode]:
        """Return the sizes and rates it offers, where the system tells: on Linux."""
        return modes(self.node) if self.node else []


@dataclass(frozen=True)
class Screen:
    """A screen; position and size in px."""

    x: int
    y: int
    width: int
    height: int
    rate: float | None  # Hz


def cameras() -> list[CameraInfo]:
    """Return the cameras in the order of their numbers.

    Linux lists them in sysfs. Windows and macOS are asked through FFmpeg: DirectShow has one order
    for everybody, but OpenCV sorts AVFoundation's by identifier, so that among several cameras of
    a Mac a name can stand at another's number.
    """
    if sys.platform == "win32":
        return _listed_by_ffmpeg("dshow")
    if sys.platform == "darwin":
        return _listed_by_ffmpeg("avfoundation")
    return linux_cameras(SYSFS)


def linux_cameras(sysfs: Path, dev: Path = Path("/dev")) -> list[CameraInfo]:
    """Return the Video4Linux nodes that give pictures."""
    listed = []
    for entry in sysfs.glob("video*"):
        number, node = entry.name.removeprefix("video"), str(dev / entry.name)
        if number.isdecimal() and captures(node):
            name = (entry / "name").read_text(encoding="utf-8", errors="replace").strip()
            listed.append(CameraInfo(int(number), name, node))
    return sorted(listed)


def find_camera(wanted: str, listed: Sequence[CameraInfo]) -> CameraInfo:
    """Return the camera of a name, the beginning or a part of one, or a device file.

    Raises
    ------
    DeviceError
        If no camera or more than one answers to it.
    """
    path = Path(wanted)
    node = str(path.resolve()) if path.is_absolute() else None  # by-id names are links
    asked = wanted.casefold()
    for answers in (
        lambda camera: camera.node == node,
        lambda camera: camera.name.casefold() == asked,
        lambda camera: asked in camera.name.casefold(),
    ):
        found = [camera for camera in listed if answers(camera)]
        if len(found) == 1:
            return found[0]
        if found:
            numbers = ", ".join(f"{camera.index} ({camera.name})" for camera in found)
            msg = f"more than one camera is called {wanted!r}: {numbers}"
            raise DeviceError(msg, fix="give its number")
    msg = f"there is no camera {wanted!r}"
    raise DeviceError(msg, fix=_advice(wanted, listed))


def screens() -> list[Screen]:
    """Return the screens; none where there is no display."""
    import pyglet  # slow to import, and not needed to capture

    try:
        found = pyglet.display.get_display().get_screens()
    except Exception:  # every window system has exceptions of its own for "no display"
        return []
    return [Screen(s.x, s.y, s.width, s.height, _rate(s)) for s in found]


def _rate(screen: object) -> float | None:
    mode = getattr(screen, "get_mode", lambda: None)()
    return getattr(mode, "rate", None) or None


def _listed_by_ffmpeg(layer: str) -> list[CameraInfo]:
    from av.device import enumerate_input_devices

    found = [device for device in enumerate_input_devices(layer) if "video" in device.media_types]
    names = [device.description or device.name for device in found]
    return [
        CameraInfo(index, name)
        for index, name in enumerate(names)
        if not name.startswith("Capture screen")  # AVFoundation lists screens after cameras
    ]


def _advice(wanted: str, listed: Sequence[CameraInfo]) -> str:
    if not listed:
        return "connect one, or use --source actor or a video file"
    names = [camera.name for camera in listed]
    near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.4)
    return f"did you mean {near[0]!r}?" if near else f"choose from: {', '.join(names)}"
