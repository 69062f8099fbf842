"""Raw frames on a pipe: what `ffmpeg -f rawvideo -pix_fmt rgb24 -` writes."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import BinaryIO

import cv2

from engine.clock import monotonic
from engine.errors import DataError, UsageError
from systems.capture.frame import Frame, FramePool, Image

log = logging.getLogger("bunraku")


@dataclass(frozen=True)
class RawFormat:
    """Layout of a raw frame: rows from the top, no padding, 8 bits per channel."""

    width: int
    height: int
    order: str  # rgb24 or bgr24


def parse_raw(text: str) -> RawFormat:
    """Return the layout named by text such as ``640x480xrgb24``.

    Raises
    ------
    UsageError
        If the text names no layout.

    Examples
    --------
    >>> parse_raw("640x480xrgb24")
    RawFormat(width=640, height=480, order='rgb24')
    """
    match = re.fullmatch(r"([1-9]\d{0,4})x([1-9]\d{0,4})x(rgb24|bgr24)", text)
    if match is None:
        msg = f"--raw {text} is no layout of raw frames"
        raise UsageError(msg, fix="write WIDTHxHEIGHTxrgb24 or WIDTHxHEIGHTxbgr24")
    return RawFormat(int(match[1]), int(match[2]), match[3])


class RawPipe:
    """Raw frames from a stream, until it ends.

    With a rate, frame i is stamped i / rate and plays at that pace. Without one, frames are
    stamped when they arrive and play at the writer's pace. A part of a frame at the end, as a
    stopped writer leaves it, is dropped with a warning.

    Parameters
    ----------
    stream : binary stream
        Where the frames come from.
    layout : RawFormat
        Their layout.
    rate : float, optional
        Frames per second.

    Attributes
    ----------
    realtime : bool
        True where frames are stamped when they arrive.
    """

    def __init__(self, stream: BinaryIO, layout: RawFormat, rate: float | None = None) -> None:
        self._stream: BinaryIO | None = stream
        self._layout = layout
        self._rate = rate
        self._pool = FramePool(layout.height, layout.width)
        self._index = 0
        self.realtime = rate is None

    def __str__(self) -> str:
        pace = "as they arrive" if self._rate is None else f"{self._rate:.4g} fps"
        layout = self._layout
        return f"raw {layout.order} on stdin: {layout.width}x{layout.height}, {pace}"

    def read(self) -> Frame | None:
        """Return the next frame, waiting for it; None when the stream has ended.

        Raises
        ------
        DataError
            If the stream ends before its first frame is whole.
        """
        if self._stream is None:
            return None
        buffer = self._pool.take()
        filled = _fill(self._stream, buffer)
        if filled < buffer.nbytes:
            self._pool.give_back(buffer)
            self._end(filled, buffer.nbytes)
            return None
        arrived = monotonic()
        if self._layout.order == "rgb24":
            cv2.cvtColor(buffer, cv2.COLOR_RGB2BGR, dst=buffer)
        index, self._index = self._index, self._index + 1
        stamp = arrived if self._rate is None else index / self._rate
        return self._pool.frame(buffer, stamp, index)

    def close(self) -> None:
        """Stop reading; the stream stays open, for it is not ours. Closing twice is harmless."""
        self._stream = None

    def _end(self, filled: int, whole: int) -> None:
        self.close()
        if self._index == 0:
            msg = f"the pipe ended after {filled} bytes; one frame has {whole}"
            raise DataError(msg, fix="check --raw, and that the program before the pipe runs")
        if filled:
            log.warning(
                "the pipe ended inside frame %d: %d of %d bytes", self._index, filled, whole
            )


def _fill(stream: BinaryIO, buffer: Image) -> int:
    """Read until the buffer is full or the stream has ended; return the number of bytes."""
    view = buffer.data.cast("B")
    filled = 0
    while filled < len(view):
        count = stream.readinto(view[filled:])  # type: ignore[attr-defined]
        if not count:
            break
        filled += count
    return filled
