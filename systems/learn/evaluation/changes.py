"""What may be done to pictures of a face, and what the answers then have to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from systems.capture.frame import Image
from systems.solve.rotation import rotation
from systems.topology import MIRROR_SHAPES

Floats = NDArray[np.float64]

TILT: Final = 15.0
"""Degrees by which a picture is turned, counterclockwise."""

KEPT: Final = 0.75
"""Share of width and height that a cut leaves, round the middle."""

MIRROR: Final = np.diag([-1.0, 1.0, 1.0])


@dataclass(frozen=True)
class Change:
    """Something that is done to pictures, and what it has to do to the answers.

    Attributes
    ----------
    name : str
    picture : function of (H, W, 3) to another picture
    rotation : function of head rotations (T, 3, 3) to those of the changed pictures
    shapes : function of shapes (T, 52) to those of the changed pictures
    """

    name: str
    picture: Callable[[Image], Image]
    rotation: Callable[[Floats], Floats] = lambda R: R
    shapes: Callable[[Floats], Floats] = lambda weights: weights


def mirrored(picture: Image) -> Image:
    """Return a picture with left and right exchanged."""
    return np.ascontiguousarray(picture[:, ::-1])


def tilted(picture: Image) -> Image:
    """Return a picture turned by `TILT` round its middle."""
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), TILT, 1.0)
    return np.asarray(
        cv2.warpAffine(picture, turn, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def halved(picture: Image) -> Image:
    """Return a picture of half the size."""
    small = cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def cut(picture: Image) -> Image:
    """Return the middle of a picture."""
    height, width = picture.shape[:2]
    top, left = round(height * (1 - KEPT) / 2), round(width * (1 - KEPT) / 2)
    return np.ascontiguousarray(picture[top : height - top, left : width - left])


CHANGES: Final = (
    Change(
        "mirrored",
        mirrored,
        lambda R: np.asarray(MIRROR @ R @ MIRROR),
        lambda weights: np.asarray(weights[:, MIRROR_SHAPES]),
    ),
    Change(
        f"turned by {TILT:.0f}°",
        tilted,
        lambda R: np.asarray(rotation(0.0, 0.0, np.radians(TILT)) @ R),
    ),
    Change("at half size", halved),
    Change(f"cut to {KEPT:.0%}", cut),
)
