"""One Euro step in numpy, float32: runs where nothing was compiled."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def step(
    value: Floats,
    slope: Floats,
    previous: Floats,
    sample: Floats,
    rows: NDArray[np.intp],
    dt: float,
    scale: float,
    min_cutoff: float,
    beta: float,
    slope_cutoff: float,
) -> None:
    """See `ext.one_euro.one_euro_step`."""
    turn = np.float32(2 * math.pi * dt)
    a_slope = turn * np.float32(slope_cutoff) / (turn * np.float32(slope_cutoff) + 1)
    x, y, s = sample[rows], value[rows], slope[rows]
    s += a_slope * ((x - previous[rows]) * np.float32(1 / (dt * scale)) - s)
    r = turn * (np.float32(min_cutoff) + np.float32(beta) * np.abs(s))
    y += r / (r + 1) * (x - y)
    previous[rows] = x
    slope[rows], value[rows] = s, y
