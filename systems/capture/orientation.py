"""Which way up a video is to be shown: quarter turns and mirrorings."""

from __future__ import annotations

from typing import NamedTuple

import av
import cv2
import numpy as np

from systems.capture.frame import Image


class Orientation(NamedTuple):
    """A transposition, then a flip."""

    transpose: bool = False
    flip: int | None = None  # as cv2.flip: 0 upside down, 1 left to right, -1 both

    def shape(self, height: int, width: int) -> tuple[int, int]:
        """Return height and width as shown, px."""
        return (width, height) if self.transpose else (height, width)

    def write(self, image: Image, out: Image) -> None:
        """Write the image as it is to be shown into `out`, (*shape, 3)."""
        if self.transpose:
            cv2.transpose(image, dst=out)
        else:
            np.copyto(out, image)
        if self.flip is not None:
            cv2.flip(out, self.flip, dst=out)


def orientation(picture: av.VideoFrame) -> Orientation:
    """Return the quarter turns and mirrorings nearest to the picture's display matrix.

    The matrix maps (x, y) to (a x + c y, b x + d y). Source: FFmpeg, libavutil/display.h.
    """
    data = picture.side_data.get("DISPLAYMATRIX")
    if data is None:
        return Orientation()
    a, b, _, c, d = np.frombuffer(memoryview(data), np.int32)[:5].tolist()
    transpose = abs(b) > abs(a)
    mirrored, upended = (c < 0, b < 0) if transpose else (a < 0, d < 0)
    return Orientation(transpose, _FLIPS[mirrored, upended])


_FLIPS = {(False, False): None, (True, False): 1, (False, True): 0, (True, True): -1}
