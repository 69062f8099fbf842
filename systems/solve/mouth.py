"""Mouth opening: how far the inner lips stand apart."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from systems.solve.hysteresis import Band
from systems.topology import INNER_LIPS

MOUTH_BAND = Band(closed=0.04, open=0.07)
"""Closed lips measure 0.01 to 0.03; talking opens them to 0.2 and more."""


def lip_ratio(points: NDArray[np.floating]) -> float:
    """Return lip distance over mouth width, inner rims, of one face's (478, 3) points.

    True distances in space: tilting or turning the head changes nothing.
    """
    upper, lower, right, left = points[INNER_LIPS].tolist()
    return math.dist(upper, lower) / max(math.dist(left, right), 1e-6)
