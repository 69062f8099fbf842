"""What stands behind the avatar: nothing, a wall, one flat colour or a picture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.errors import FileError, UsageError
from systems.avatar.decode import decode

Colour = tuple[float, float, float]
Picture = NDArray[np.uint8]

HEX = re.compile(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", re.IGNORECASE)


@dataclass(frozen=True)
class Flat:
    """The same colour everywhere, as a chroma key needs it."""

    colour: Colour  # sRGB, 0..1


@dataclass(frozen=True, eq=False)
class Photo:
    """A picture that covers the whole ground; what does not fit is cut off evenly."""

    picture: Picture  # (H, W, 3) RGB

    def covering(self, size: tuple[int, int]) -> Picture:
        """Return the picture scaled and cut to `size` (width, height)."""
        height, width = self.picture.shape[:2]
        scale = max(size[0] / width, size[1] / height)
        wide, high = max(round(width * scale), size[0]), max(round(height * scale), size[1])
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        scaled = cv2.resize(self.picture, (wide, high), interpolation=way)
        left, top = (wide - size[0]) // 2, (high - size[1]) // 2
        return np.ascontiguousarray(scaled[top : top + size[1], left : left + size[0]], np.uint8)


Background = Colour | Flat | Photo | None
"""A plain colour is a wall of it, lit from the middle; None is transparent."""


def parse_background(text: str) -> Background:
    """Read a background as it is written on the command line.

    Parameters
    ----------
    text : str
        ``transparent``, ``#rrggbb`` or the path of a picture.

    Raises
    ------
    UsageError
        If it is none of these.
    FileError
        If the file is not a picture.

    Examples
    --------
    >>> parse_background("#00ff00")
    Flat(colour=(0.0, 1.0, 0.0))
    """
    if text == "transparent":
        return None
    if found := HEX.fullmatch(text):
        red, green, blue = (int(part, 16) / 255 for part in found.groups())
        return Flat((red, green, blue))
    if not Path(text).is_file():
        msg = f"--background {text} is neither a colour nor a file"
        raise UsageError(msg, fix="write transparent, #00ff00 or the path of a picture")
    picture = decode(Path(text).read_bytes())
    if picture is None:
        msg = f"{text} is not a picture"
        raise FileError(msg, fix="give a .png, .jpg or .webp file")
    return Photo(np.ascontiguousarray(picture[..., ::-1], np.uint8))
