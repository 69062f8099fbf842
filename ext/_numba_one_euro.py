"""One Euro step in Numba."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ext._numba_types import FLOAT, compile_once, f4, indices, kernel

Floats = NDArray[np.float32]


@kernel
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
    turn, rate = np.float32(2 * np.pi * dt), np.float32(1 / (dt * scale))
    rest, gain = np.float32(min_cutoff), np.float32(beta)
    a_slope = np.float32(2 * np.pi * dt * slope_cutoff / (2 * np.pi * dt * slope_cutoff + 1))
    for i in range(len(rows)):
        row = rows[i]
        for j in range(sample.shape[1]):
            x, y, s = sample[row, j], value[row, j], slope[row, j]
            s += a_slope * ((x - previous[row, j]) * rate - s)
            r = turn * (rest + gain * abs(s))
            previous[row, j] = x  # before `value`, which may be the same array
            slope[row, j], value[row, j] = s, y + r / (r + np.float32(1)) * (x - y)


def warm_up() -> None:
    """Compile the kernel."""
    state = f4(2, out=True)
    compile_once(step, state, state, state, f4(2), indices(1), *[FLOAT] * 5)
