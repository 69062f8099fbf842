"""Eye opening: how far the lids stand apart."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from systems.topology import EYE_CORNERS, LIDS


def lid_ratio(points: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return lid distance over eye width, (2,), left then right, of one face's (478, 3) points.

    True distances in space: tilting or turning the head changes nothing.
    """
    corners, lids = points[EYE_CORNERS].tolist(), points[LIDS].tolist()
    eyes = (slice(0, 2), slice(2, 4))
    return np.array([math.dist(*lids[i]) / max(math.dist(*corners[i]), 1e-6) for i in eyes])
