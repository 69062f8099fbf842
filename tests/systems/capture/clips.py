"""Small video files made for tests: times, turns, colours and streams as asked."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

MILLISECOND = Fraction(1, 1000)


def quadrants(height=48, width=64):
    """Return a BGR picture: red top left, green top right, blue bottom left, grey bottom right."""
    image = np.full((height, width, 3), 128, np.uint8)
    top, left = slice(0, height // 2), slice(0, width // 2)
    image[top, left] = (0, 0, 255)
    image[top, width // 2 :] = (0, 255, 0)
    image[height // 2 :, left] = (255, 0, 0)
    return image


def corners(image):
    """Name the colours of the four quadrants, row by row."""
    height, width = image.shape[:2]
    places = [(y, x) for y in (height // 4, -height // 4) for x in (width // 4, -width // 4)]
    return "".join(_colour(image[place]) for place in places)


def _colour(pixel):
    spread = int(pixel.max()) - int(pixel.min())
    return "bgr"[int(pixel.argmax())] if spread > 60 else "-"


def write_clip(
    path: Path,
    *,
    times: Sequence[int] = (0, 33, 67, 100, 133),
    image=None,
    turn: tuple[int, bool, bool] | None = None,
    colour: tuple[int, int] | None = None,
    options: dict[str, str] | None = None,
) -> Path:
    """Write the image at each of `times`, ms.

    `turn` is (degrees counter-clockwise, hflip, vflip), `colour` is (matrix, range).
    """
    image = quadrants() if image is None else image
    with av.open(str(path), "w", options=options or {}) as container:
        stream = container.add_stream("libx264", rate=30, options={"qp": "0", "g": "1"})
        stream.height, stream.width = image.shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.time_base = stream.codec_context.time_base = MILLISECOND
        matrix, span = colour if colour is not None else (None, None)
        if colour is not None:
            stream.codec_context.colorspace = matrix
            stream.codec_context.color_range = span
        if turn is not None:
            stream.set_display_rotation(turn[0], hflip=turn[1], vflip=turn[2])
        for time in times:
            picture = av.VideoFrame.from_ndarray(image, format="bgr24")
            picture = picture.reformat(
                format="yuv420p", dst_colorspace=matrix, dst_color_range=span
            )
            picture.pts, picture.time_base = time, MILLISECOND
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return path
