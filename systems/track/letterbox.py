"""Write a picture into a detector's input: shrunk, in planes, less the mean."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ext.planes import planes

MEAN_BGR: Final = (104.0, 117.0, 123.0)
"""Subtracted from the 8-bit values. Source: Pytorch_Retinaface (MIT), trained with it."""


class Letterbox:
    """The upper left of a net's input, which pictures of any size are fitted into.

    Parameters
    ----------
    target : (3, h, w) float32
        The net's input: planes of blue, green and red. What no picture covers stays 0, the mean.

    Notes
    -----
    Buffers are made anew only where a picture has another size than the last. OpenCV's resize into
    a fixed buffer, then `ext.planes`: 0.11 ms for 640x480 unresized, 0.2 ms from 1280x720 to
    640x360 and 0.1 ms to 320x180; the crop kernel, which can also turn, took 1.2, 0.92 and 0.21 ms.
    """

    def __init__(self, target: NDArray[np.float32]) -> None:
        self._target = target
        self._fit(1, 1)

    def fill(self, image: NDArray[np.uint8]) -> tuple[float, float]:
        """Write a picture, (H, W, 3) uint8 BGR; return the height and width the input spans, px."""
        if image.shape[:2] != self._fitted:
            self._fit(*image.shape[:2])
        height, width = self._small.shape[:2]
        if self._fitted != (height, width):
            image = cv2.resize(image, (width, height), dst=self._small)
        planes(image, MEAN_BGR, self._target)
        return self._span

    def _fit(self, height: int, width: int) -> None:
        """Make the buffers for pictures of one size."""
        rows, columns = self._target.shape[1:]
        zoom = max(height / rows, width / columns)
        inner = max(1, round(height / zoom)), max(1, round(width / zoom))
        self._fitted = height, width
        self._span = rows * height / inner[0], columns * width / inner[1]
        self._small = np.empty((*inner, 3), np.uint8)
        self._target[...] = 0
