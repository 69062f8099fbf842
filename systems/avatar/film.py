"""A film on disk: H.264 in MP4 or VP9 with alpha in WebM, one picture per exact period, sound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from numpy.typing import NDArray

from engine.errors import FileError, UsageError
from systems.avatar.film_sound import FilmSound
from systems.voice.sound import Block


class Format(NamedTuple):
    """How the pictures and the sound of a film are coded."""

    codec: str
    pixels: str
    options: dict[str, str]
    sound: str


FORMATS = {
    ".mp4": Format("libx264", "yuv420p", {"crf": "18", "preset": "veryfast"}, "aac"),
    ".webm": Format(
        "libvpx-vp9",
        "yuva420p",
        # libvpx refuses alternate reference frames beside alpha.
        {"crf": "24", "b": "0", "deadline": "realtime", "cpu-used": "6", "auto-alt-ref": "0"},
        "libopus",
    ),
}
"""Formats by the suffix of the file's name."""


def film_format(path: Path) -> Format:
    """Return the format that a file's suffix asks for.

    Raises
    ------
    UsageError
        If no film ends like this.
    """
    chosen = FORMATS.get(path.suffix.lower())
    if chosen is None:
        msg = f"{path} is no name of a film"
        raise UsageError(msg, fix=f"let it end in {' or '.join(FORMATS)}")
    return chosen


class Film:
    """Writes pictures of one size at a constant rate, and the sound that belongs to them.

    Parameters
    ----------
    path : Path
        Ends in ``.mp4`` or ``.webm``; missing folders are made.
    size : (width, height)
        Pixels, even numbers.
    fps : float
    channels : int, default 0
        Of its sound track; 0 gives it none. What is never heard of it is silence.

    Raises
    ------
    UsageError
        If the suffix names no format.
    FileError
        If the file cannot be written, or later the disk is full.
    ValueError
        If a side of `size` is odd, which yuv420p cannot hold.
    """

    def __init__(self, path: Path, size: tuple[int, int], fps: float, *, channels: int = 0) -> None:
        if size[0] % 2 or size[1] % 2:
            msg = f"a film's sides must be even, got {size[0]}x{size[1]}"
            raise ValueError(msg)
        self.path, self.size, self.frames = Path(path), size, 0
        chosen = film_format(self.path)
        rate = Fraction(fps).limit_denominator(1001)
        self._rate = float(rate)
        with _writing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = av.open(str(self.path), "w")
            self._stream = self._file.add_stream(chosen.codec, rate=rate, options=chosen.options)
            self._stream.width, self._stream.height = size
            self._stream.pix_fmt = chosen.pixels
            self._stream.codec_context.time_base = 1 / rate
            self._sound = FilmSound(self._file, chosen.sound, channels) if channels else None
            self._file.start_encoding()  # the file is made here, not with a picture minutes later
        self._closed = False

    def write(self, picture: NDArray[np.uint8]) -> None:
        """Append a picture, (H, W, 3) uint8 RGB or (H, W, 4) RGBA with straight alpha."""
        layout = "rgba" if picture.shape[2] == 4 else "rgb24"
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format=layout)
        frame.pts, frame.time_base = self.frames, self._stream.codec_context.time_base
        self.frames += 1
        with _writing(self.path):
            self._file.mux(self._stream.encode(frame))
            if self._sound is not None:
                self._sound.encode(self.seconds)

    @property
    def seconds(self) -> float:
        """Length of the pictures written."""
        return self.frames / self._rate

    def hear(self, block: Block, start: float) -> None:
        """Add sound; the film's first picture is shown at the block's time `start` (s)."""
        if self._sound is not None:
            self._sound.hear(block, start)

    def close(self) -> None:
        """Finish the file. May be called again."""
        if self._closed:
            return
        self._closed = True
        with _writing(self.path), closing(self._file):
            if self.frames:
                self._file.mux(self._stream.encode(None))
                if self._sound is not None:
                    self._sound.finish(self.seconds)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, av.FFmpegError) as error:
        msg = f"cannot write {path}: {error.strerror or error}"
        raise FileError(msg, fix="choose a folder you may write to, on a disk with room") from error
