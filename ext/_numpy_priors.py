"""Grids of prior boxes in numpy: runs where nothing was compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def fill(out: Floats, columns: int, step_x: float, step_y: float, sizes: Floats) -> None:
    """See `ext.priors`."""
    cells = np.arange(len(out) // len(sizes))
    priors = out.reshape(len(cells), len(sizes), 4)
    priors[..., 0] = ((cells % columns + 0.5) * step_x)[:, None]
    priors[..., 1] = ((cells // columns + 0.5) * step_y)[:, None]
    priors[..., 2:] = sizes
