"""Oracles of the affine crop and of pictures in planes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def _pixel(image: NDArray[np.uint8], x: int, y: int, border: str) -> NDArray[np.int64]:
    """Return the pixel at (x, y) under the border rule."""
    height, width = image.shape[:2]
    column, row = min(max(x, 0), width - 1), min(max(y, 0), height - 1)
    if border == "zero" and (column, row) != (x, y):
        return np.zeros(3, np.int64)
    pixel: NDArray[np.int64] = image[row, column].astype(np.int64)
    return pixel


def affine_crop(
    image: NDArray[np.uint8],
    roi: Sequence[float],
    out: NDArray[np.float32],
    *,
    scale: float = 1 / 255,
    offset: float | Sequence[float] = 0.0,
    channels: str = "rgb",
    border: str = "replicate",
) -> None:
    """Write the crop into `out`, pixel by pixel."""
    planar = out.shape[2] != 3
    pixels = out.transpose(1, 2, 0) if planar else out
    height, width = pixels.shape[:2]
    cx, cy, w, h, rotation = roi
    cos, sin = np.cos(rotation), np.sin(rotation)
    for v, u in np.ndindex(height, width):
        across, down = (u - width / 2) * (w / width), (v - height / 2) * (h / height)
        x = int(np.rint(32 * (cx + across * cos - down * sin)))
        y = int(np.rint(32 * (cy + across * sin + down * cos)))
        (x, a), (y, b) = divmod(x, 32), divmod(y, 32)
        total = (
            _pixel(image, x, y, border) * (32 - a) * (32 - b)
            + _pixel(image, x + 1, y, border) * a * (32 - b)
            + _pixel(image, x, y + 1, border) * (32 - a) * b
            + _pixel(image, x + 1, y + 1, border) * a * b
        )
        bgr = (total + 512) >> 10
        pixels[v, u] = (bgr[::-1] if channels == "rgb" else bgr) * scale + np.asarray(offset)


def planes(image: NDArray[np.uint8], mean: Sequence[float], out: NDArray[np.float64]) -> None:
    """See `ext.planes.planes`; `out` may be float64."""
    for channel in range(3):
        for y, x in np.ndindex(image.shape[:2]):
            out[channel, y, x] = float(image[y, x, channel]) - mean[channel]
