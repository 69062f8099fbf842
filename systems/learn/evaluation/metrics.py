"""Measures of how well a series follows the truth: pure functions of arrays."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FINEST: Final = 0.001
"""Seconds between the shifts that `lag` tries."""

ROUNDS: Final = 1000
"""Resamples of a bootstrap."""


def mean_rotation(rotations: Floats) -> Floats:
    """Return the rotation (3, 3) nearest to many (N, 3, 3), in the Frobenius norm.

    Source: Moakher, "Means and averaging in the group of rotations", SIAM J. Matrix Anal. Appl.
    24(1), 2002: the projection of the arithmetic mean.
    """
    if not len(rotations):
        return np.full((3, 3), np.nan)
    u, _, vt = np.linalg.svd(rotations.mean(0))
    return np.asarray(u @ np.diag([1.0, 1.0, np.linalg.det(u @ vt)]) @ vt)


def directions_apart(a: Floats, b: Floats) -> Floats:
    """Return the angles (N,), rad, between unit vectors (N, 3)."""
    return np.asarray(2 * np.arcsin(np.minimum(np.linalg.norm(a - b, axis=1) / 2, 1)))


def correlation(a: Floats, b: Floats) -> Floats:
    """Return Pearson's correlation along the last axis; 0 where either does not move."""
    a = a - a.mean(-1, keepdims=True)
    b = b - b.mean(-1, keepdims=True)
    size = np.sqrt((a * a).sum(-1) * (b * b).sum(-1))
    return np.asarray(np.where(size > 1e-12, (a * b).sum(-1) / np.maximum(size, 1e-12), 0.0))


def lag(
    times: Floats,
    true: Floats,
    seen: Floats,
    *,
    most: float = 0.3,
    within: tuple[float, float] = (-np.inf, np.inf),
) -> float:
    """Return by how many seconds `seen` comes after `true`: the shift of best correlation.

    Parameters
    ----------
    times : (T,) float64
        s, rising.
    true, seen : (T,) float64
        Seen is NaN where nothing was seen. Offset and scale do not matter.
    most : float
        Largest shift that is tried, s; the ends of the series that it reaches over do not count.
    within : (first, last)
        Times of the samples of `seen` that count, s.

    Notes
    -----
    Between samples the truth is a cubic spline, so the answer is finer than a picture.
    """
    from scipy.interpolate import CubicSpline

    first, last = max(within[0], times[0] + most), min(within[1], times[-1] - most)
    known = np.isfinite(seen) & (times >= first) & (times <= last)
    if known.sum() < 3:
        return float("nan")
    shifts = np.arange(-most, most + FINEST / 2, FINEST)
    moved = CubicSpline(times, true)(times[known] - shifts[:, None])
    return float(shifts[correlation(moved, seen[known]).argmax()])


class Event(NamedTuple):
    """A stretch of samples, first and last included."""

    first: int
    last: int


def events(values: Floats, *, on: float, off: float) -> list[Event]:
    """Return where a series (T,) rises above `on`, each until it falls below `off`."""
    found, start = [], None
    for index, value in enumerate(values.tolist()):
        if start is None and value > on:
            start = index
        elif start is not None and value < off:
            found.append(Event(start, index - 1))
            start = None
    if start is not None:
        found.append(Event(start, len(values) - 1))
    return found


def matched(true: list[Event], seen: list[Event], *, slack: int) -> list[tuple[int, int]]:
    """Pair each true event with the first free seen one that overlaps it, give or take `slack`."""
    pairs: list[tuple[int, int]] = []
    free = list(range(len(seen)))
    for index, event in enumerate(true):
        for other in free:
            late, early = seen[other].first > event.last + slack, seen[other].last < event.first
            if not late and not early:
                pairs.append((index, other))
                free.remove(other)
                break
    return pairs


def switches(numbers: list[int | None]) -> int:
    """Return how often the number of one person changes; None, unseen, is no change.

    Examples
    --------
    >>> switches([0, 0, None, 0, 1, None, 1])
    1
    """
    known = [number for number in numbers if number is not None]
    return sum(a != b for a, b in pairwise(known))


def interval(
    statistic: Callable[..., Floats],
    *series: NDArray[np.floating],
    block: int = 1,
    rounds: int = ROUNDS,
    seed: int = 0,
) -> tuple[float, float]:
    """Return the 95 % interval of a statistic, by a moving-block bootstrap.

    Parameters
    ----------
    statistic : function of (rounds, T) arrays, one a series, to (rounds,)
    series : (T,) arrays
        Resampled together.
    block : int
        Neighbouring samples that stay together, for they depend on each other.
    rounds, seed : int
        Resamples, and what their choice begins from.

    Notes
    -----
    Percentile method. Source: Künsch, "The jackknife and the bootstrap for general stationary
    observations", Ann. Statist. 17(3), 1989.
    """
    length = len(series[0])
    block = min(block, length)
    rng = np.random.default_rng(seed)
    starts = rng.integers(0, length - block + 1, (rounds, -(-length // block)))
    rows = (starts[..., None] + np.arange(block)).reshape(rounds, -1)[:, :length]
    low, high = np.percentile(statistic(*(values[rows] for values in series)), (2.5, 97.5))
    return float(low), float(high)
