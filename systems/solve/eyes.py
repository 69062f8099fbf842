"""Eye opening: how far the lids stand apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from systems.solve.hysteresis import Band
from systems.topology import EYE_CORNERS, LIDS

EYE_BAND = Band(closed=0.15, open=0.20)
"""Open eyes measure 0.20 to 0.45, shut ones 0.03 to 0.13 (five clips, four people)."""


def lid_ratio(points: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return lid distance over eye width, (2,), left then right, of one face's (478, 3) points.

    True distances in space: tilting or turning the head changes nothing.
    """
    outer_inner = points[EYE_CORNERS].reshape(2, 2, 3)
    upper_lower = points[LIDS].reshape(2, 2, 3)
    width = np.linalg.norm(outer_inner[:, 0] - outer_inner[:, 1], axis=1)
    gap = np.linalg.norm(upper_lower[:, 0] - upper_lower[:, 1], axis=1)
    return np.asarray(gap / np.maximum(width, 1e-6))
