"""Sparse morph targets in numpy, float32: runs where nothing was compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def blend(
    base: Floats,
    starts: NDArray[np.intp],
    vertices: NDArray[np.int32],
    deltas: Floats,
    weights: Floats,
    out: Floats,
) -> None:
    """See `ext.morph_blend.morph_blend`; a vertex occurs once in a target."""
    out[...] = base
    for target in np.nonzero(weights)[0]:
        rows = slice(starts[target], starts[target + 1])
        out[vertices[rows], :6] += weights[target] * deltas[rows]
