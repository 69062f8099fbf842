"""What cameras and rooms do to pictures: noise, darkness, something in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import cv2
import numpy as np

from systems.capture.frame import Image

SIGMA: Final = 2.5
"""Grey levels of noise of a webcam in a lit room."""

BANK: Final = 1024
"""Side of the square of ready-made noise that every picture's is cut from, px."""


class Noise:
    """Gaussian noise, new in every picture, the same in every run.

    Parameters
    ----------
    sigma : float
        Standard deviation, grey levels.
    seed : int
    """

    def __init__(self, sigma: float, seed: int) -> None:
        rng = np.random.default_rng(seed)
        drawn = rng.normal(0, sigma, (BANK, BANK, 3)).round()
        self._bank = np.clip(drawn, -127, 127).astype(np.int16)
        self._seed = seed

    def __call__(self, picture: Image, index: int) -> None:
        """Add it, in place."""
        height, width = picture.shape[:2]
        rng = np.random.default_rng((self._seed, index))
        times = 1 + max(height, width) // BANK
        bank = np.tile(self._bank, (times, times, 1)) if times > 1 else self._bank
        top, left = rng.integers(0, (len(bank) - height + 1, len(bank) - width + 1))
        noise = bank[top : top + height, left : left + width]
        picture[...] = cv2.add(picture, noise, dtype=cv2.CV_8U)


class Dark:
    """A dim room: an eighth of the light, lifted by the camera's gain, and the noise with it.

    Parameters
    ----------
    seed : int
    """

    def __init__(self, seed: int) -> None:
        levels = np.arange(256) / 255
        linear = levels**2.2 / 8
        self._table = (255 * linear ** (1 / 2.2)).round().astype(np.uint8)
        self._noise = Noise(3 * SIGMA, seed)

    def __call__(self, picture: Image, index: int) -> None:
        """Darken, in place."""
        cv2.LUT(picture, self._table, dst=picture)
        self._noise(picture, index)


def bar(place: Callable[[int], float], thickness: float = 0.05) -> Callable[[Image, int], None]:
    """Return a fault that holds a level bar before the picture.

    Parameters
    ----------
    place : function of the picture's index
        Where the bar's middle is, as a share of the picture's height from its top.
    thickness : float
        Share of the height.
    """

    def hide(picture: Image, index: int) -> None:
        height = len(picture)
        top = round(height * (place(index) - thickness / 2))
        picture[max(top, 0) : max(top + round(height * thickness), 0)] = (60, 70, 80)

    return hide
