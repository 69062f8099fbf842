"""From a word on the command line to a source of pictures."""

from __future__ import annotations

import difflib
import logging
import math
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import DeviceError, FileError, UsageError
from engine.record import SessionSource
from engine.source import Source
from systems.capture.camera import Camera
from systems.capture.camera_device import CameraSettings
from systems.capture.devices import cameras
from systems.capture.images import RATE, SUFFIXES, Images
from systems.capture.pipe import RawPipe, parse_raw
from systems.capture.video import Video
from systems.components import RECORDED

log = logging.getLogger("bunraku")

WORDS = ("auto", "none", "actor", "-")

DIGITS = 4
"""Of a camera's number, at most: OpenCV takes longer ones for a way to cameras, or for nothing."""


@dataclass(frozen=True)
class CaptureOptions:
    """How to capture, as written on the command line; None leaves it to the source.

    Attributes
    ----------
    size : str
        ``WxH`` to ask a camera for, px.
    fps : float
        Rate to ask a camera for, or of images and raw frames, Hz.
    fourcc : str
        Pixel format to ask a camera for.
    backend : str
        OpenCV back end of a camera: v4l2, dshow, msmf, avfoundation.
    raw : str
        ``WxHxrgb24`` or ``WxHxbgr24``: layout of frames on stdin.
    loop : bool
        Begin a file again at its end.
    """

    size: str | None = None
    fps: float | None = None
    fourcc: str | None = None
    backend: str | None = None
    raw: str | None = None
    loop: bool = False

    def __post_init__(self) -> None:
        if self.fps is not None and not 0 < self.fps < math.inf:
            msg = f"--fps must be positive, got {self.fps:g}"
            raise UsageError(msg, fix="write --fps 30, or leave it out")

    def camera(self) -> CameraSettings:
        """Return what to ask a camera for.

        Raises
        ------
        UsageError
            If the size or the pixel format cannot be meant.
        """
        if self.fourcc is not None and len(self.fourcc) != 4:
            msg = f"--fourcc {self.fourcc} does not have four letters"
            raise UsageError(msg, fix="write MJPG or YUYV, or see `python -m engine devices`")
        size = None if self.size is None else parse_size(self.size)
        return CameraSettings(size, self.fps, self.fourcc, self.backend)


Opener = Callable[[str, CaptureOptions], Source]
"""Opens what the word or path means."""


def parse_size(text: str, option: str = "--size") -> tuple[int, int]:
    """Return (width, height) of text such as ``1280x720``.

    Raises
    ------
    UsageError
        If the text is not two positive numbers.

    Examples
    --------
    >>> parse_size("1280x720")
    (1280, 720)
    """
    size = re.fullmatch(r"(\d{1,6})x(\d{1,6})", text.lower())
    width, height = map(int, size.groups()) if size else (0, 0)
    if not (width and height):
        msg = f"{option} {text} is no size"
        raise UsageError(msg, fix="write WIDTHxHEIGHT, such as 1280x720")
    return width, height


def open_source(
    spec: str,
    options: CaptureOptions | None = None,
    openers: Mapping[str, Opener] | None = None,
) -> Source | None:
    """Open what `spec` names; None for ``none``.

    Parameters
    ----------
    spec : str
        ``auto`` (a camera where there is one, else the actor), ``none``, ``actor`` or
        ``actor:AVATAR``, ``-`` (raw frames on stdin), a camera's number or name, or the path of a
        video, an image, a folder of images or a recorded session.
    options : CaptureOptions
        How to capture.
    openers : mapping, default `OPENERS`
        How to open an ``actor`` and a ``session``.

    Raises
    ------
    UsageError
        If nothing answers to the name, or an option cannot be meant.
    FileError, DataError, DeviceError
        If what it names cannot be used.
    """
    options = options or CaptureOptions()
    openers = OPENERS if openers is None else openers
    if options.raw is not None and spec != "-":
        msg = f"--raw describes frames on stdin, but the source is {spec!r}"
        raise UsageError(msg, fix="add --source -, or leave --raw out")
    match spec:
        case "none":
            return None
        case "auto":
            return _camera_or_actor(options, openers)
        case word if word.partition(":")[0] == "actor":
            return openers["actor"](spec, options)
        case "-":
            return _stdin(options)
        case _:
            return _named(spec, options, openers)


def _camera_or_actor(options: CaptureOptions, openers: Mapping[str, Opener]) -> Source:
    for camera in cameras():
        try:
            return Camera(camera.index, options.camera())
        except DeviceError as error:
            log.warning("%s; trying what comes next", error.message)
    return openers["actor"]("actor", options)


def _stdin(options: CaptureOptions) -> Source:
    if options.raw is None:
        msg = "--source - needs to know the layout of the frames"
        raise UsageError(msg, fix="add --raw 640x480xrgb24")
    if sys.stdin is None or sys.stdin.isatty():
        msg = "--source - reads frames from stdin, but nothing is piped into it"
        raise UsageError(msg, fix="put a program that writes raw frames before it, and a |")
    # Unbuffered: Python cannot end while a thread waits inside its buffered standard input.
    stream = getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)
    return RawPipe(stream, parse_raw(options.raw), options.fps)


def _named(spec: str, options: CaptureOptions, openers: Mapping[str, Opener]) -> Source:
    if spec.isdecimal() and len(spec) <= DIGITS:
        return Camera(int(spec), options.camera())
    if _names_a_camera(spec):
        return Camera(spec, options.camera())
    path = Path(spec)
    if not spec or not path.exists():
        raise _unknown(spec)
    if (path / "session.json").is_file():
        return openers["session"](spec, options)
    if path.is_dir() or path.suffix.lower() in SUFFIXES:
        return Images(path, rate=options.fps or RATE, loop=options.loop)
    return Video(path, loop=options.loop)


def _names_a_camera(spec: str) -> bool:
    if spec.startswith("/dev/"):
        return True
    if not spec or Path(spec).exists():
        return False
    return any(spec.casefold() in camera.name.casefold() for camera in cameras())


def _unknown(spec: str) -> UsageError | FileError:
    """Return the error for what is neither a camera nor a path, naming what is near it."""
    path = Path(spec)
    if path.suffix or len(path.parts) > 1:
        folder = path.parent
        names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
        near = difflib.get_close_matches(path.name, names, n=1)
        fix = f"did you mean {folder / near[0]}?" if near else "check the path and its spelling"
        return FileError(f"there is no file {spec}", fix=fix)
    words = [*WORDS, *(camera.name for camera in cameras())]
    near = difflib.get_close_matches(spec, words, n=1)
    choices = f"choose {', '.join(words)}, a camera number or a path"
    fix = f"did you mean --source {near[0]}?" if near else choices
    return UsageError(f"there is no source {spec!r}", fix=fix)


def _open_session(spec: str, _options: CaptureOptions) -> Source:
    return SessionSource(Path(spec), RECORDED)


def _open_actor(spec: str, options: CaptureOptions) -> Source:
    from systems.capture.actor import AVATAR, RATE, Actor

    return Actor(spec.partition(":")[2] or AVATAR, rate=options.fps or RATE)


OPENERS: Mapping[str, Opener] = {"session": _open_session, "actor": _open_actor}
"""How to open the sources that are not cameras or files of pictures."""
