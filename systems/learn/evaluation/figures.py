"""A figure: a number with its unit, its 95 % interval, and what it has to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from systems.learn.evaluation.metrics import interval

Floats = NDArray[np.float64]

BLOCK = 10
"""Pictures that a bootstrap keeps together: a third of a second."""


@dataclass(frozen=True)
class Aim:
    """A bound.

    Attributes
    ----------
    value : float
    at_least : bool
        False where it is the most that is allowed.
    """

    value: float
    at_least: bool = False

    def met(self, value: float) -> bool:
        """Whether a value keeps to it."""
        return value >= self.value if self.at_least else value <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.value:g}"


@dataclass(frozen=True)
class Figure:
    """One number of one tracker.

    Attributes
    ----------
    group, name : str
    unit : str
        ``"1"`` for what has none.
    value, low, high : float
        NaN where it could not be measured.
    more : bool or None
        Whether more of it is better; None where it is neither good nor bad.
    aim : Aim or None
    note : str
        What else is worth knowing, such as which shape was the worst.
    """

    group: str
    name: str
    unit: str
    value: float
    low: float = np.nan
    high: float = np.nan
    more: bool | None = False
    aim: Aim | None = None
    note: str = ""


class Verdict(StrEnum):
    """How a figure stands beside another tracker's."""

    BETTER = "better"
    EQUAL = "equal"
    WORSE = "worse"


def verdict(ours: Figure, theirs: Figure) -> Verdict | None:
    """Judge a figure: equal is what lies within our own interval, None what cannot be compared.

    Examples
    --------
    >>> verdict(Figure("", "lag", "ms", 30, 25, 35), Figure("", "lag", "ms", 36))
    <Verdict.BETTER: 'better'>
    """
    if ours.more is None or np.isnan(ours.value):
        return None
    if np.isnan(theirs.value):
        return Verdict.BETTER
    low, high = (ours.value, ours.value) if np.isnan(ours.low) else (ours.low, ours.high)
    if low <= theirs.value <= high:
        return Verdict.EQUAL
    return Verdict.BETTER if (theirs.value < low) == ours.more else Verdict.WORSE


def figure(
    group: str,
    name: str,
    unit: str,
    statistic: Callable[..., Floats],
    *series: NDArray[np.floating],
    block: int = BLOCK,
    more: bool | None = False,
    aim: float | None = None,
    note: str = "",
) -> Figure:
    """Return a statistic of series (T,) with its interval; NaN samples are left out.

    The statistic works along the last axis.
    """
    known = np.isfinite(np.array(series)).all(0)
    kept = [values[known] for values in series]
    bound = None if aim is None else Aim(aim, at_least=bool(more))
    if not known.any():
        return Figure(group, name, unit, np.nan, more=more, aim=bound, note=note)
    value = float(statistic(*kept))
    low, high = interval(statistic, *kept, block=block)
    return Figure(group, name, unit, value, low, high, more, bound, note)


def mean(values: Floats) -> Floats:
    """Return the mean along the last axis."""
    return np.asarray(values.mean(-1))


def spread(values: Floats) -> Floats:
    """Return the standard deviation along the last axis."""
    return np.asarray(values.std(-1))
