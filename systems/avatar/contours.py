"""The lines of a drawn face seen from the front: eyelids and lips."""

from __future__ import annotations

import numpy as np

from systems.avatar.character import EyeShape, MouthShape
from systems.avatar.hull import Floats

MEETING = 0.06  # height of the line where closed lids meet, share from lower to upper lid


class Lids:
    """Upper and lower lid of the left eye as curves y(x), metres."""

    def __init__(self, shape: EyeShape) -> None:
        self.shape = shape

    def across(self, x: Floats) -> Floats:
        """Return the position along the eye: -1 at the inner corner, +1 at the outer one."""
        return np.clip((x - self.shape.centre[0]) / self.shape.half_width, -1, 1)

    def middle(self, x: Floats) -> Floats:
        """Return the line between the two corners."""
        return self.shape.centre[1] + self.shape.tilt * self.across(x)

    def upper(self, x: Floats) -> Floats:
        """Return the edge of the upper lid; its summit stands a little outside the middle."""
        u = self.across(x)
        return self.middle(x) + self.shape.upper * self._arch(u) * (1 + 0.10 * u)

    def lower(self, x: Floats) -> Floats:
        """Return the edge of the lower lid."""
        u = self.across(x)
        return self.middle(x) - self.shape.lower * self._arch(u) * (1 + 0.18 * u)

    def closed(self, x: Floats) -> Floats:
        """Return the line where the closed lids meet."""
        return self.lower(x) + MEETING * (self.upper(x) - self.lower(x))

    def contour(self, count: int) -> Floats:
        """Return `count` points round the opening, outer corner first, over the upper lid."""
        turn = np.arange(count) * 2 * np.pi / count
        x = self.shape.centre[0] + self.shape.half_width * np.cos(turn)
        return np.stack([x, np.where(np.sin(turn) >= 0, self.upper(x), self.lower(x))], 1)

    def outward(self, count: int) -> Floats:
        """Return the unit directions in which skin rings leave the contour, (count, 2)."""
        turn = np.arange(count) * 2 * np.pi / count
        height = np.where(np.sin(turn) >= 0, self.shape.upper, self.shape.lower)
        away = np.stack([np.cos(turn) / self.shape.half_width, np.sin(turn) / height], 1)
        return np.asarray(away / np.linalg.norm(away, axis=1, keepdims=True))

    def _arch(self, u: Floats) -> Floats:
        return (1 - np.abs(u) ** self.shape.roundness) ** 0.75


class Lips:
    """Slit and borders of the lips as curves y(x), metres."""

    def __init__(self, shape: MouthShape) -> None:
        self.shape = shape

    def slit(self, x: Floats) -> Floats:
        """Return the line where the lips meet."""
        reach = np.clip(np.abs(x) / self.shape.half_width, 0, 1.5)
        return self.shape.height + self.shape.curve * reach**2

    def ring(self, turn: Floats, share: float) -> Floats:
        """Return points round the lips at angles `turn` from the left corner, (N, 2).

        `share` is 0 at the slit, which stands open by a hair so that the lips stay apart, and 1
        at the border of the red.
        """
        sine = np.sin(turn)
        x = self.shape.half_width * (1 + 0.05 * share) * np.cos(turn)
        bow = 1 - self.shape.bow * np.exp(-((x / (0.2 * self.shape.half_width)) ** 2))
        height = np.where(sine >= 0, self.shape.upper * bow, self.shape.lower)
        rise = share * height * np.abs(sine) ** 1.15 + 1e-5
        return np.stack([x, self.slit(x) + np.sign(np.round(sine, 9)) * rise], 1)
