"""The face's surface: the head's hull with nose, sockets and cheeks, and lids on eyeballs."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import PchipInterpolator

from systems.avatar.character import Character
from systems.avatar.hull import Floats, Hull

CORNERING = 0.0012  # m over which skin bends on to an eyeball
LID_THICKNESS = 0.07  # of the eyeball's radius, from the eyeball to the outside of its lid


def gaussian(seat: Floats, centre: tuple[float, float], radius: tuple[float, float]) -> Floats:
    """Return exp(-d**2) with d the distance from `centre` over `radius` per axis, (N,)."""
    return np.asarray(np.exp(-((((seat - centre) / radius) ** 2).sum(1))))


def smooth(low: float, high: float, value: Floats) -> Floats:
    """Return the smooth step from 0 at `low` to 1 at `high`."""
    share = np.clip((value - low) / (high - low), 0, 1)
    return share * share * (3 - 2 * share)


class Surface:
    """Depth of the face over front coordinates.

    A seat is the (x, y) of a point of the face as seen from straight ahead, metres of the head
    frame. Expressions slide points over this surface, so lids ride on eyeballs by themselves.
    """

    def __init__(self, character: Character) -> None:
        self.character = character
        self.hull = Hull(character.head.slices)
        y, height, width = np.array(character.head.nose[::-1], np.float64).T
        self._nose_span = y[0], y[-1]
        self._nose_height = PchipInterpolator(y, height)
        self._nose_width = PchipInterpolator(y, width)
        eye = character.eye
        self.eye_centre = self._place_eye(eye.centre)

    def depth(self, seat: Floats) -> Floats:
        """Return z over seats (N, 2), m."""
        skin = self.skin(seat)
        ball = self._ball(seat)
        return (skin + ball + np.sqrt((skin - ball) ** 2 + CORNERING**2)) / 2

    def skin(self, seat: Floats) -> Floats:
        """Return z of the skin as if there were no eyeballs, m."""
        return self.hull.front(*seat.T) + self.relief(seat)

    def relief(self, seat: Floats) -> Floats:
        """Return the height of nose, sockets and cheeks over the hull, m."""
        head, eye = self.character.head, self.character.eye
        folded = np.abs(seat) * [1, 0] + seat * [0, 1]
        wings = head.wings[2] * gaussian(folded, head.wings[:2], (0.0062, 0.0065))
        spread = (eye.half_width * 1.15, (eye.upper + eye.lower) * 0.5 + 0.006)
        inner = (eye.centre[0] - eye.half_width, eye.centre[1])
        socket = gaussian(folded, eye.centre, spread) + 0.45 * gaussian(
            folded, inner, (0.009, 0.011)
        )
        cheek = gaussian(folded, (0.040, eye.centre[1] - 0.040), (0.022, 0.022))
        return self._nose(seat) + wings - eye.socket * socket + head.cheek * cheek

    def points(self, seat: Floats) -> Floats:
        """Return the points of the face over seats, (N, 3) m."""
        return np.column_stack([seat, self.depth(seat)])

    def _nose(self, seat: Floats) -> Floats:
        y = np.clip(seat[:, 1], *self._nose_span)
        across = seat[:, 0] / self._nose_width(y)
        return np.asarray(self._nose_height(y) * np.exp(-(across**2)))

    def _place_eye(self, centre: tuple[float, float]) -> Floats:
        eye = self.character.eye
        z = float(self.hull.front(*np.array(centre).reshape(2, 1))[0]) + eye.bulge - eye.radius
        return np.array([*centre, z])

    def _ball(self, seat: Floats) -> Floats:
        x, y, z = self.eye_centre
        distance = np.hypot(np.abs(seat[:, 0]) - x, seat[:, 1] - y)
        radius = self.character.eye.radius * (1 + LID_THICKNESS)
        rise = np.sqrt(np.maximum(radius**2 - distance**2, 0))
        return np.asarray(z + rise - 4 * np.maximum(distance - radius, 0))
