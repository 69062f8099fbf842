"""A hull: a rounded body given by its horizontal slices, as a sculptor's profile lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

Floats = NDArray[np.float64]

REACH = 0.6  # m, farther than any point of a hull from a point inside it
HALVINGS = 26  # of a ray's reach: below a tenth of a micrometre


class Hull:
    """A closed surface whose slice at height y is two half ellipses, front and back.

    Parameters
    ----------
    slices : sequence of (y, half_width, z_widest, z_front, z_back)
        Metres, rising in y. Squared half axes are interpolated, so that a slice of width zero at
        either end closes the hull as roundly as an ellipsoid.
    """

    def __init__(self, slices: Sequence[tuple[float, float, float, float, float]]) -> None:
        y, width, widest, front, back = np.array(slices, np.float64).T
        self.bottom, self.top = float(y[0]), float(y[-1])
        self._width = PchipInterpolator(y, width**2)
        self._widest = PchipInterpolator(y, widest)
        self._front = PchipInterpolator(y, (front - widest) ** 2)
        self._back = PchipInterpolator(y, (widest - back) ** 2)

    def half_width(self, y: Floats) -> Floats:
        """Return the half width at heights `y`, m."""
        return np.asarray(np.sqrt(np.maximum(self._width(self._inside(y)), 1e-12)))

    def widest(self, y: Floats) -> Floats:
        """Return z of the slices' widest points, m."""
        return np.asarray(self._widest(self._inside(y)))

    def front(self, x: Floats, y: Floats) -> Floats:
        """Return z of the front surface over (x, y), m; the widest z outside the outline."""
        y = self._inside(y)
        across = np.clip(1 - x**2 / self.half_width(y) ** 2, 0, 1)
        depth = np.sqrt(np.maximum(self._front(y), 0) * across)
        return np.asarray(self._widest(y) + depth)

    def cast(self, origin: Floats, directions: Floats) -> Floats:
        """Return where rays from an inner point meet the hull, (N, 3) m, by bisection."""
        near, far = np.zeros(len(directions)), np.full(len(directions), REACH)
        for _ in range(HALVINGS):
            middle = (near + far) / 2
            outside = self._level(origin + middle[:, None] * directions) > 1
            far, near = np.where(outside, middle, far), np.where(outside, near, middle)
        return origin + near[:, None] * directions

    def meridian(self, azimuth: Floats, y: Floats) -> Floats:
        """Return points at angles `azimuth` from the front toward +X and heights `y`, (N, 3) m."""
        y = self._inside(y)
        sine, cosine = np.sin(azimuth), np.cos(azimuth)
        depth = np.where(cosine > 0, self._front(y), self._back(y))
        z = self._widest(y) + np.sqrt(np.maximum(depth, 0)) * cosine
        return np.stack([self.half_width(y) * sine, y, z], -1)

    def _inside(self, y: Floats) -> Floats:
        return np.clip(y, self.bottom, self.top)

    def _level(self, points: Floats) -> Floats:
        x, y, z = points.T
        inside = self._inside(y)
        ahead = z - self._widest(inside)
        depth = np.where(ahead > 0, self._front(inside), self._back(inside))
        level = x**2 / self.half_width(inside) ** 2 + ahead**2 / np.maximum(depth, 1e-12)
        return np.where(inside == y, level, np.inf)
