"""A film on disk: H.264 in MP4, one picture per exact frame period."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from engine.errors import FileError

QUALITY = {"crf": "18", "preset": "veryfast"}


class Film:
    """Writes pictures of one size at a constant rate.

    Parameters
    ----------
    path : Path
        Ends in ``.mp4``; missing folders are made.
    size : (width, height)
        Pixels, even numbers.
    fps : float

    Raises
    ------
    FileError
        If the file cannot be written, or later the disk is full.
    ValueError
        If a side of `size` is odd, which yuv420p cannot hold.
    """

    def __init__(self, path: Path, size: tuple[int, int], fps: float) -> None:
        if size[0] % 2 or size[1] % 2:
            message = f"a film's sides must be even, got {size[0]}x{size[1]}"
            raise ValueError(message)
        self.path, self.size, self.frames = Path(path), size, 0
        rate = Fraction(fps).limit_denominator(1001)
        with _writing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = av.open(str(self.path), "w", format="mp4")
            self._stream = self._file.add_stream("libx264", rate=rate, options=QUALITY)
            self._stream.width, self._stream.height = size
            self._stream.pix_fmt = "yuv420p"
            self._stream.codec_context.time_base = 1 / rate
            self._file.start_encoding()  # the file is made here, not with a picture minutes later
        self._closed = False

    def write(self, picture: NDArray[np.uint8]) -> None:
        """Append a picture, (H, W, 3) uint8 RGB."""
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
        frame.pts, frame.time_base = self.frames, self._stream.codec_context.time_base
        self.frames += 1
        with _writing(self.path):
            self._file.mux(self._stream.encode(frame))

    def close(self) -> None:
        """Finish the file. May be called again."""
        if self._closed:
            return
        self._closed = True
        with _writing(self.path), closing(self._file):
            if self.frames:
                self._file.mux(self._stream.encode(None))


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, av.FFmpegError) as error:
        message = f"cannot write {path}: {error.strerror or error}"
        raise FileError(
            message, fix="choose a folder you may write to, on a disk with room"
        ) from error
