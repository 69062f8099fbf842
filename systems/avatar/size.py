"""The size of the puppet's picture, from words."""

from __future__ import annotations

from typing import Final

from engine.errors import UsageError
from systems.capture.sources import parse_size

MOST: Final = 8192
"""px of a side. H.264 of libx264 is 16384 wide at most, and an .mp4 has the camera, as wide, beside
the puppet; of llvmpipe 8192x8192 takes 3.7 GB, and 16384x16384 is refused."""


def window_size(text: str, *, film: bool = False) -> tuple[int, int]:
    """Return (width, height) of what ``--window`` says, such as ``720x720``, px.

    Parameters
    ----------
    text : str
    film : bool, default False
        It is filmed, so both must be even.

    Raises
    ------
    UsageError
        If it is no size, too large, or odd in a film.
    """
    width, height = parse_size(text, "--window")
    if max(width, height) > MOST:
        msg = f"--window {text} is too large: a side has at most {MOST} px"
        raise UsageError(msg, fix="write --window 1920x1080")
    if film and (width % 2 or height % 2):
        msg = f"a film's sides must be even, got --window {text}"
        raise UsageError(msg, fix="write --window 720x720")
    return width, height
