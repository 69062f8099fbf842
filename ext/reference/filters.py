"""Oracle of the One Euro filter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def one_euro_step(
    value: Floats,
    slope: Floats,
    sample: Floats,
    rows: NDArray[np.intp],
    *,
    dt: float,
    min_cutoff: float = 1.0,
    beta: float = 0.0,
    slope_cutoff: float = 1.0,
    previous: Floats | None = None,
    scale: float = 1.0,
) -> None:
    """Advance the filter by one sample, in place."""

    def smoothing(cutoff: NDArray[np.float64] | float) -> NDArray[np.float64]:
        r = 2 * np.pi * np.asarray(cutoff) * dt
        return np.asarray(r / (r + 1))

    previous = value if previous is None else previous
    x, v, dx, last = (a[rows].astype(np.float64) for a in (sample, value, slope, previous))
    a_slope = smoothing(slope_cutoff)
    dx = a_slope * (x - last) / (dt * scale) + (1 - a_slope) * dx
    a = smoothing(min_cutoff + beta * np.abs(dx))
    previous[rows] = sample[rows]
    slope[rows], value[rows] = dx, a * x + (1 - a) * v
