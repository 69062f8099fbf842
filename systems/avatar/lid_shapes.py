"""Shapes of the left eye's lids as fields over front coordinates.

Every field maps seats (N, 2) to (dx, dy, dz): slide along the face's surface by dx, dy, rise out
of it by dz, metres at weight 1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from systems.avatar.contours import Lids
from systems.avatar.hull import Floats

Field = Callable[[Floats], Floats]


def move(
    seats: Floats, x: Floats | float = 0, y: Floats | float = 0, z: Floats | float = 0
) -> Floats:
    """Return displacements (N, 3) from components that may be scalars."""
    columns = [np.broadcast_to(np.asarray(c, np.float64), len(seats)) for c in (x, y, z)]
    return np.stack(columns, 1)


class LidShapes:
    """The lids' seven expressions, by ARKit name without its side."""

    def __init__(self, lids: Lids) -> None:
        self.lids = lids
        self.height = lids.shape.upper + lids.shape.lower
        self.fields: dict[str, Field] = {
            "eyeBlink": lambda seats: self.close(seats, 1.0),
            "eyeSquint": lambda seats: self._lids(seats, -0.16, 0.26),
            "eyeWide": lambda seats: self._lids(seats, 0.17, -0.05),
            "eyeLookUp": lambda seats: self._lids(seats, 0.08, 0.03),
            "eyeLookDown": lambda seats: self._lids(seats, -0.42, -0.07),
            "eyeLookIn": lambda seats: self._drift(seats, -0.05),
            "eyeLookOut": lambda seats: self._drift(seats, 0.05),
        }

    def close(self, seats: Floats, share: float) -> Floats:
        """Return the lids' way toward the line where they meet."""
        upper, lower, meeting = (
            curve(seats[:, 0]) for curve in (self.lids.upper, self.lids.lower, self.lids.closed)
        )
        over, under = self._reach(seats)
        return move(seats, 0, share * (over * (meeting - upper) + under * (meeting - lower)))

    def _lids(self, seats: Floats, upper: float, lower: float) -> Floats:
        """Move both lids by shares of the eye's height."""
        over, under = self._reach(seats)
        arch = np.sqrt(np.clip(1 - self.lids.across(seats[:, 0]) ** 2, 0, 1))
        return move(seats, 0, self.height * arch * (over * upper + under * lower))

    def _drift(self, seats: Floats, share: float) -> Floats:
        """Drag both lids along with the iris."""
        over, under = self._reach(seats)
        arch = np.clip(1 - self.lids.across(seats[:, 0]) ** 2, 0, 1)
        return move(seats, share * self.lids.shape.half_width * arch * (over + under))

    def _reach(self, seats: Floats) -> tuple[Floats, Floats]:
        """Return how far each seat follows the upper and the lower lid's edge."""
        x, y = seats.T
        fold = 0.5 * self.height + 0.004
        above = np.clip(1 - (y - self.lids.upper(x)) / fold, 0, 1)
        below = np.clip(1 - (self.lids.lower(x) - y) / fold, 0, 1)
        upper = y >= self.lids.middle(x)
        inside = np.abs(x - self.lids.shape.centre[0]) < self.lids.shape.half_width
        return inside * upper * above**1.5, inside * ~upper * below**1.5
