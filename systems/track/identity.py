"""Who is who: faces keep their numbers from picture to picture and over short losses."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Box = NDArray[np.float32]

MEMORY: Final = 2.0
"""Seconds for which a lost face is looked for where it was lost."""

SAME: Final = 0.4
"""Below this distance two boxes of one picture are one face. Heads cannot come as close unless one
hides the other; boxes of one face from two nets differ by less than 0.25."""

RETURNED: Final = 1.0
"""Below this distance a new face is the one that was lost there."""

HORIZON: Final = 0.7
"""Seconds that a face which is hidden goes on as it went: about as long as it takes to pass
behind somebody."""


def distance(a: Box, b: Box) -> float:
    """Return how far two boxes are apart: between centres, in mean sides.

    Unlike overlap, it tells near misses from far ones and does not care how tight a box is.

    Examples
    --------
    >>> distance(np.float32([0, 0, 10, 10]), np.float32([10, 0, 20, 10]))
    1.0
    """
    (ax0, ay0, ax1, ay1), (bx0, by0, bx1, by1) = a.tolist(), b.tolist()
    offset = math.hypot(ax0 + ax1 - bx0 - bx1, ay0 + ay1 - by0 - by1) / 2
    side = (ax1 - ax0 + ay1 - ay0 + bx1 - bx0 + by1 - by0) / 4
    return float(offset / max(side, 1e-6))


def nearest(box: Box, others: Mapping[int, Box], limit: float) -> int | None:
    """Return the key of the box nearest to `box`, or None if none is nearer than `limit`."""
    reach = {key: distance(box, other) for key, other in others.items()}
    best = min(reach, key=reach.__getitem__, default=None)
    return best if best is not None and reach[best] < limit else None


def intruders(before: Sequence[Box], after: Sequence[Box]) -> set[int]:
    """Return the tracks that have come onto a face which another track follows.

    Parameters
    ----------
    before, after : N boxes
        Of every track, in the last picture and in this one.

    Returns
    -------
    set of int
        Of every two tracks that are now on one face, the one that moved farther to get there.
    """
    if len(after) < 2:
        return set()
    moved = [distance(a, b) for a, b in zip(before, after, strict=True)]
    return {
        i if moved[i] > moved[j] else j
        for j in range(len(after))
        for i in range(j)
        if distance(after[i], after[j]) < SAME
    }


def expected(box: Box, velocity: NDArray[np.float64], age: float) -> Box:
    """Return where a face may be that went out of sight `age` seconds ago at this velocity, px/s.

    Nobody goes on like that for long: after `HORIZON` it has stopped.
    """
    shift = (velocity * min(age, HORIZON)).astype(np.float32)
    return box + np.tile(shift, 2)
