"""Video files: every picture at its exact time, upright, in its true colours."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.stream import Disposition
from av.video.reformatter import VideoReformatter

from engine.errors import DataError, FileError
from systems.capture.frame import Frame, FramePool, Image, fitting
from systems.capture.media import open_media
from systems.capture.orientation import orientation

log = logging.getLogger("bunraku")

FALLBACK_RATE = 25
"""Pictures per second where a file states no rate."""


class Video:
    """The pictures of a video file, in order of presentation.

    Times are the file's own (pts times time base), so a variable frame rate survives. A picture
    without a time, or with one that does not grow, follows its predecessor by one nominal period.
    Colour matrix and range are those the stream is flagged with; where it is silent, ITU-R BT.601
    with limited range, as OpenCV does.

    Parameters
    ----------
    path : Path
        Any container and codec that FFmpeg reads.
    loop : bool, default False
        Begin again at the end; index and time go on growing.

    Attributes
    ----------
    size : (width, height)
        px, as shown.
    rate : float
        Average pictures per second.
    count : int or None
        Pictures the file promises, None where it does not say.

    Raises
    ------
    FileError
        If the file is missing, broken or has no video.
    DataError
        If not one picture of it can be decoded.
    """

    realtime = False

    def __init__(self, path: Path, *, loop: bool = False) -> None:
        self._path = path
        self._loop = loop
        self._reading = threading.Lock()
        self._open()
        self.rate = float(self._stream.average_rate or FALLBACK_RATE)
        self.count = None if loop else self._stream.frames or None
        self._clock = _Clock(1 / self.rate)
        self._reformatter = VideoReformatter()
        self._pool: FramePool | None = None
        self._index = 0
        first = self._first()
        # Once, for it is the stream's: a picture asked for it lives on until cycles are collected.
        self._turn = orientation(first)
        height, width = self._turn.shape(first.height, first.width)
        self.size = width, height

    def __str__(self) -> str:
        size, codec = "{}x{}".format(*self.size), self._stream.codec_context.name
        return f"{self._path.name}: {size}, {self.rate:.4g} fps, {codec}"

    def read(self) -> Frame | None:
        """Return the next picture, or None at the end."""
        with self._reading:
            picture = next(self._pictures, None)
            if picture is None and self._loop:
                picture = self._rewound()
            return None if picture is None else self._frame(picture)

    def close(self) -> None:
        """Close the file, after the picture being read. Closing twice is harmless."""
        with self._reading:
            self._end()

    def _end(self) -> None:
        self._loop = False
        self._pictures: Iterator[av.VideoFrame] = iter(())
        self._container.close()

    def _open(self) -> None:
        self._container = open_media(self._path, "a video")
        self._stream = _pictures_stream(self._container, self._path)
        self._pictures = _decodable(self._container, self._stream, self._path)

    def _first(self) -> av.VideoFrame:
        """Return the first picture without taking it."""
        picture = next(self._pictures, None)
        if picture is None:
            self._end()
            msg = f"{self._path.name} has a video stream, but no picture in it can be decoded"
            raise DataError(msg, fix="convert it with another program, or use another file")
        self._pictures = itertools.chain([picture], self._pictures)
        return picture

    def _rewound(self) -> av.VideoFrame | None:
        self._container.close()
        self._open()
        self._clock.restart()
        return next(self._pictures, None)

    def _frame(self, picture: av.VideoFrame) -> Frame:
        image = _bgr(self._reformatter, picture)
        self._pool = fitting(self._pool, *self._turn.shape(*image.shape[:2]))
        buffer = self._pool.take()
        self._turn.write(image, buffer)
        index, self._index = self._index, self._index + 1
        return self._pool.frame(buffer, self._clock.time(picture), index)


class _Clock:
    """Strictly growing seconds from the time stamps of pictures."""

    def __init__(self, period: float) -> None:
        self._period = period
        self._last: float | None = None
        self._shift: float | None = 0.0

    def restart(self) -> None:
        """Let the next picture follow one period after the last, whatever its stamp."""
        self._shift = None

    def time(self, picture: av.VideoFrame) -> float:
        """Return the time of the next picture."""
        follower = 0.0 if self._last is None else self._last + self._period
        own = follower if picture.time is None else picture.time
        if self._shift is None:
            self._shift = follower - own
        stamped = own + self._shift
        self._last = stamped if self._last is None or stamped > self._last else follower
        return self._last


def _pictures_stream(container: av.container.InputContainer, path: Path) -> av.VideoStream:
    """Return the largest video stream that is not a cover picture."""
    streams = [
        stream
        for stream in container.streams.video
        if not stream.disposition & Disposition.attached_pic and stream.codec_context is not None
    ]
    if not streams:
        container.close()
        msg = f"{path.name} has no video in it"
        raise FileError(msg, fix="give a file with pictures: a video, an image or a folder of them")
    return max(streams, key=lambda stream: stream.width * stream.height)


def _decodable(
    container: av.container.InputContainer, stream: av.VideoStream, path: Path
) -> Iterator[av.VideoFrame]:
    """Yield what can be decoded, and say so where that is less than the file promises."""
    count, damage = 0, ""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
            pictures = packet.decode() if packet is not None else []
        except av.FFmpegError as error:
            damage = damage or f" ({error.strerror})"
            continue
        if packet is None:
            break
        yield from pictures
        count += len(pictures)
    if count and (damage or count < stream.frames):  # none at all is an error, told elsewhere
        promised = f" of {stream.frames}" if stream.frames else ""
        log.warning("%s is damaged: %d%s pictures could be read%s", path, count, promised, damage)


def _bgr(reformatter: VideoReformatter, picture: av.VideoFrame) -> Image:
    """Return a view of the picture converted to BGR; valid as long as it is referenced."""
    plane = reformatter.reformat(picture, format="bgr24").planes[0]
    lines = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return lines[:, : 3 * plane.width].reshape(plane.height, plane.width, 3)
