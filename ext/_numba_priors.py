"""Grids of prior boxes in Numba."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ext._numba_types import FLOAT, INT, compile_once, f4, kernel

Floats = NDArray[np.float32]


@kernel
def fill(out: Floats, columns: int, step_x: float, step_y: float, sizes: Floats) -> None:
    """See `ext.priors`."""
    per_cell = len(sizes)
    for cell in range(len(out) // per_cell):
        for k in range(per_cell):
            row = cell * per_cell + k
            out[row, 0] = (cell % columns + 0.5) * step_x
            out[row, 1] = (cell // columns + 0.5) * step_y
            out[row, 2], out[row, 3] = sizes[k, 0], sizes[k, 1]


def warm_up() -> None:
    """Compile the kernel."""
    compile_once(fill, f4(2, out=True), INT, FLOAT, FLOAT, f4(2))
