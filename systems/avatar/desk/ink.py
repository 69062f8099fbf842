"""Text and shapes on pictures with straight alpha, (H, W, 4) uint8 RGBA."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]


class Sheet(NamedTuple):
    """A picture to lay over the window, and its left and upper edge there, px."""

    picture: Picture
    left: int
    top: int


PAPER: Colour = (27, 25, 34)
INK: Colour = (240, 238, 245)
FAINT: Colour = (165, 160, 178)
LINE: Colour = (74, 70, 88)
ACCENT: Colour = (126, 170, 255)
ALARM: Colour = (255, 120, 110)

FACE = cv2.FontFace("sans")  # Rubik, which OpenCV carries: no font need be installed
SUBPIXEL = 4  # bits of a coordinate behind the point
ASCENT = 2  # sizes of room above the baseline, more than any letter takes


def card(width: int, height: int, radius: float, *, opacity: float = 0.9) -> Picture:
    """Return a rounded sheet of paper on nothing."""
    picture = np.zeros((height, width, 4), np.uint8)
    picture[..., :3] = PAPER
    mask = np.zeros((height, width), np.uint8)
    _rounded(mask, 0, 0, width, height, radius, 255)
    picture[..., 3] = (mask * opacity).astype(np.uint8)
    return picture


def bar(
    picture: Picture, left: float, top: float, width: float, height: float, colour: Colour
) -> None:
    """Draw a bar with round ends, opaque, in place."""
    _rounded(picture, left, top, width, height, min(width, height) / 2, (*colour, 255))


def panel(
    picture: Picture,
    left: float,
    top: float,
    width: float,
    height: float,
    colour: Colour,
    radius: float,
) -> None:
    """Draw a rounded panel, opaque, in place."""
    _rounded(picture, left, top, width, height, radius, (*colour, 255))


def disc(picture: Picture, x: float, y: float, radius: float, colour: Colour) -> None:
    """Draw a disc, in place."""
    cv2.circle(picture, _fixed(x, y), _fix(radius), (*colour, 255), -1, cv2.LINE_AA, SUBPIXEL)


def arrow(picture: Picture, x: float, y: float, size: float, colour: Colour) -> None:
    """Draw a triangle round (x, y) that points right, or left if `size` is negative, in place."""
    half = abs(size)
    corners = [_fixed(x - size / 2, y - half), _fixed(x - size / 2, y + half)]
    points = np.array([*corners, _fixed(x + size / 2, y)], np.int32)
    cv2.fillConvexPoly(picture, points, (*colour, 255), cv2.LINE_AA, SUBPIXEL)


def write(
    picture: Picture,
    text: str,
    left: float,
    baseline: float,
    size: float,
    colour: Colour = INK,
    weight: int = 400,
) -> None:
    """Write text, in place; what does not fit is cut off. `weight` is 400 regular, 600 semibold."""
    mask = _strip(text, round(size), weight)
    x, y = round(left), round(baseline) - ASCENT * round(size)
    part = picture[max(y, 0) : y + mask.shape[0], max(x, 0) : x + mask.shape[1]]
    mask = mask[max(-y, 0) :, max(-x, 0) :][: part.shape[0], : part.shape[1], None]
    mixed = part + (mask * (np.array((*colour, 255)) - part.astype(np.int32)) + 127) // 255
    part[...] = mixed.astype(np.uint8)


def text_width(text: str, size: float, weight: int = 400) -> int:
    """Return the width of a text in px."""
    (_, _, width, _) = cv2.getTextSize((8192, 256), text, (0, 0), FACE, round(size), weight)
    return int(width)


def shortened(text: str, width: float, size: float, weight: int = 400) -> str:
    """Return as much of a text as fits into `width` px, with an ellipsis where it was cut."""
    if text_width(text, size, weight) <= width:
        return text
    while text and text_width(text + "...", size, weight) > width:
        text = text[:-1]
    return text.rstrip() + "..."


@lru_cache(maxsize=512)
def _strip(text: str, size: int, weight: int) -> NDArray[np.int32]:
    """Return how much ink a text leaves, (h, w) 0..255, its baseline `ASCENT` sizes down.

    OpenCV writes on four channels with ragged edges, on one with smooth ones.
    """
    strip = np.zeros(((ASCENT + 1) * size, text_width(text, size, weight) + size), np.uint8)
    cv2.putText(strip, text, (0, ASCENT * size), 255, FACE, size, weight)
    share = strip.astype(np.int32)
    share.flags.writeable = False
    return share


def _rounded(
    picture: Picture,
    left: float,
    top: float,
    width: float,
    height: float,
    radius: float,
    colour: int | tuple[int, ...],
) -> None:
    radius = min(radius, width / 2, height / 2)
    turns = np.linspace(0, 2 * np.pi, 49)[:-1] + np.pi / 96
    middle = np.array((left + width / 2 - 0.5, top + height / 2 - 0.5))
    reach = np.array((width / 2 - radius, height / 2 - radius))
    round_off = np.column_stack((np.cos(turns), np.sin(turns)))
    outline = middle + np.sign(round_off) * reach + (radius - 0.5) * round_off
    points = np.round(outline * (1 << SUBPIXEL)).astype(np.int32)
    cv2.fillConvexPoly(picture, points, colour, cv2.LINE_AA, SUBPIXEL)


def _fixed(x: float, y: float) -> tuple[int, int]:
    return _fix(x), _fix(y)


def _fix(number: float) -> int:
    return round(number * (1 << SUBPIXEL))
