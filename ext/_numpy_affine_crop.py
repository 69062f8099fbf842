"""Affine crop of a BGR picture in numpy: runs where nothing was compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]


def _tap(image: NDArray[np.uint8], x: Ints, y: Ints, replicate: bool) -> Ints:  # noqa: FBT001
    height, width = image.shape[:2]
    column, row = np.clip(x, 0, width - 1), np.clip(y, 0, height - 1)
    pixels = image[row, column].astype(np.int32)
    if not replicate:
        pixels *= ((column == x) & (row == y))[..., None]
    return pixels


def crop(
    image: NDArray[np.uint8],
    matrix: NDArray[np.float64],
    out: NDArray[np.float32],
    scale: float,
    offset: NDArray[np.float32],
    planar: bool,  # noqa: FBT001
    rgb: bool,  # noqa: FBT001
    replicate: bool,  # noqa: FBT001
) -> None:
    """See `ext.affine_crop.affine_crop`; `matrix` maps (u, v, 1) to x, y in 1/32 px."""
    interleaved = out.transpose(1, 2, 0) if planar else out
    v, u = np.indices(interleaved.shape[:2], np.float64)
    x = np.rint(matrix[0] * u + (matrix[1] * v + matrix[2])).astype(np.int32)
    y = np.rint(matrix[3] * u + (matrix[4] * v + matrix[5])).astype(np.int32)
    a, b, x, y = (x & 31)[..., None], (y & 31)[..., None], x >> 5, y >> 5
    upper = _tap(image, x, y, replicate) * (32 - a) + _tap(image, x + 1, y, replicate) * a
    lower = _tap(image, x, y + 1, replicate) * (32 - a) + _tap(image, x + 1, y + 1, replicate) * a
    value = (upper * (32 - b) + lower * b + 512) >> 10
    bgr = value.astype(np.float32) * np.float32(scale) + offset[:3]
    interleaved[...] = bgr[..., ::-1] if rgb else bgr
