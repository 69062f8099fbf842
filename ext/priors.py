"""Prior boxes of the face detectors: built once per input size, then shared."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ext.backend import load

_kernel = load("priors")

Floats = NDArray[np.float32]

MIN_SIZES: Final = {8: (16, 32), 16: (64, 128), 32: (256, 512)}
"""Side of RetinaFace's square priors, in pixels, by stride."""

BLAZEFACE_GRIDS: Final = ((16, 2), (8, 6))
"""Cells per side and anchors per cell of BlazeFace short range, in output order."""


@lru_cache(maxsize=16)
def retinaface_priors(
    width: int, height: int, strides: tuple[int, ...] = (8, 16, 32)
) -> NDArray[np.float32]:
    """Return the prior boxes of RetinaFace MobileNet-0.25.

    Parameters
    ----------
    width, height : int
        Input size of the net, px.
    strides : tuple of int, default (8, 16, 32)
        Pyramid levels in output order; a reduced pyramid leaves some out.

    Returns
    -------
    (N, 4) float32, read-only
        Centre x, centre y, width, height as fractions of the input size; per level the cells in
        row-major order, two priors a cell. The grid of a level is the input over the stride,
        rounded up.

    Raises
    ------
    ValueError
        If a size is not positive or a stride is not 8, 16 or 32.

    Notes
    -----
    O(N) the first time, then a cache hit (16 sizes). Oracle: `reference.retinaface_priors`.
    Source: Deng et al., "RetinaFace", CVPR 2020, arXiv:1905.00641, as configured for MobileNet-0.25
    in biubug6/Pytorch_Retinaface (MIT).
    """
    if width <= 0 or height <= 0:
        msg = f"width and height must be positive pixels, got {width}x{height}"
        raise ValueError(msg)
    if not set(strides) <= MIN_SIZES.keys():
        msg = f"strides must be among {', '.join(map(str, MIN_SIZES))}, got {strides!r}"
        raise ValueError(msg)
    levels = [_retinaface_level(width, height, stride) for stride in strides]
    return _read_only(np.concatenate(levels))


@lru_cache(maxsize=1)
def blazeface_anchors() -> NDArray[np.float32]:
    """Return the anchor centres of BlazeFace short range.

    Returns
    -------
    (896, 2) float32, read-only
        Centre x, y as fractions of the input side: the 16x16 grid with two anchors a cell, then
        the 8x8 grid with six, cells in row-major order. Every anchor has size 1.

    Notes
    -----
    Oracle: `reference.blazeface_anchors`. Source: MediaPipe's `SsdAnchorsCalculator` with the
    short-range options (strides 8, 16, 16, 16; anchor offset 0.5; fixed size), Apache-2.0.
    """
    grids = [_blazeface_grid(*grid) for grid in BLAZEFACE_GRIDS]
    return _read_only(np.ascontiguousarray(np.concatenate(grids)[:, :2]))


def _retinaface_level(width: int, height: int, stride: int) -> Floats:
    columns, rows = -(-width // stride), -(-height // stride)
    sizes = np.array([(side / width, side / height) for side in MIN_SIZES[stride]], np.float32)
    level = np.empty((rows * columns * len(sizes), 4), np.float32)
    _kernel.fill(level, columns, stride / width, stride / height, sizes)
    return level


def _blazeface_grid(cells: int, per_cell: int) -> Floats:
    grid = np.empty((cells * cells * per_cell, 4), np.float32)
    _kernel.fill(grid, cells, 1 / cells, 1 / cells, np.ones((per_cell, 2), np.float32))
    return grid


def _read_only(table: Floats) -> Floats:
    table.flags.writeable = False
    return table
