"""How a shape's raw weight becomes the person's: one curve a shape, couplings, forced zeros."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from systems.solve.calibration.profile import Profile, ShapeResponse
from systems.topology import ARKIT, SHAPE

Floats = NDArray[np.float32]
SHAPES = len(ARKIT)

LEAST_WAY: Final = np.float32(0.2)
"""Least way from rest to all of a shape: nothing becomes more than five times as steep."""


def _all(value: float) -> Floats:
    return np.full(SHAPES, value, np.float32)


@dataclass
class Response:
    """The curves of the 52 shapes; each field is (52,) in the order of `topology.ARKIT`.

    Attributes
    ----------
    offset : weight at rest, which becomes 0
    dead_zone : what above rest, of the way to 1, is still 0
    gain : factor on the rest of the way
    curve : exponent, 1 is straight, 2 is slow at first
    low, high : limits of the outcome
    couplings : (C, 2) intp
        Shape, and the shape that it may never exceed.

    Notes
    -----
    ``u = clip((w - offset) / (1 - offset), 0, 1)``; ``d = (u - dead_zone) / (1 - dead_zone)``;
    ``clip(clip(gain * d, 0, 1) ** curve, low, high)``. Monotone in w; the identity by default.
    """

    offset: Floats = field(default_factory=lambda: _all(0))
    dead_zone: Floats = field(default_factory=lambda: _all(0))
    gain: Floats = field(default_factory=lambda: _all(1))
    curve: Floats = field(default_factory=lambda: _all(1))
    low: Floats = field(default_factory=lambda: _all(0))
    high: Floats = field(default_factory=lambda: _all(1))
    couplings: NDArray[np.intp] = field(default_factory=lambda: np.zeros((0, 2), np.intp))

    @classmethod
    def of(cls, profile: Profile) -> Self:
        """Return the response that a profile describes."""
        rows = [profile.shapes.get(name, ShapeResponse()) for name in ARKIT]
        names = ("offset", "dead_zone", "gain", "curve", "low", "high")
        columns = {n: np.array([getattr(row, n) for row in rows], np.float32) for n in names}
        response = cls(**columns, couplings=coupled(profile.at_most.items()))
        zeros = [SHAPE[name] for name in profile.zero]
        response.low[zeros] = response.high[zeros] = 0
        return response

    def apply(self, weights: Floats) -> None:
        """Turn raw weights (52,) into the person's, in place; O(52), about 20 us."""
        self.take_rest_off(weights)
        self.bend(weights)

    def take_rest_off(self, weights: Floats) -> None:
        """Do the first step alone, in place: weights above rest, 0..1."""
        weights -= self.offset
        weights /= 1 - self.offset
        np.clip(weights, 0, 1, out=weights)

    def bend(self, weights: Floats) -> None:
        """Do all other steps, in place."""
        weights -= self.dead_zone
        weights *= self.gain / (1 - self.dead_zone)
        np.clip(weights, 0, 1, out=weights)
        np.power(weights, self.curve, out=weights)
        np.clip(weights, self.low, self.high, out=weights)
        for shape, bound in self.couplings:
            weights[shape] = min(weights[shape], weights[bound])


def widened(rest: Floats, full: Floats, dead_zone: Floats | float = 0.0) -> tuple[Floats, Floats]:
    """Return `Response.gain` and `Response.curve` that make 1 of what counts as all of a shape.

    Parameters
    ----------
    rest, full : (52,) float32
        Weights at rest and at the most; a `LEAST_WAY` lies between them at least.
    dead_zone : (52,) float32 or float
        As in `Response`.

    Notes
    -----
    The curve lifts nothing that is below a tenth of the way: noise at rest is never amplified.
    """
    above = (full - rest) / (1 - rest)
    way: Floats = np.maximum((1 - rest) * (above - dead_zone) / (1 - dead_zone), LEAST_WAY)
    return (1 - rest) / way, np.asarray(1 - np.log10(way), np.float32)


def coupled(pairs: Iterable[tuple[str, str]]) -> NDArray[np.intp]:
    """Return `Response.couplings` of pairs of names."""
    return np.array([(SHAPE[a], SHAPE[b]) for a, b in pairs], np.intp).reshape(-1, 2)
