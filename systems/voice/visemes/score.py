"""How well visemes are told, on sound whose phones are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from systems.voice.framing import Samples
from systems.voice.visemes.labels import GROUP, Labelled

Teller = Callable[[Samples], NDArray[np.float32]]
"""From sound to (T, 15) weights, row k at second 0.0125 + k / 100."""


@dataclass(frozen=True)
class Score:
    """Shares of rows, silence included.

    Attributes
    ----------
    visemes : float
        The strongest of the 15 is the right one.
    mouths : float
        It belongs to the right one of the six `GROUPS`.
    majority : float
        What naming the commonest viseme at all times would get.
    rows : int
    """

    visemes: float
    mouths: float
    majority: float
    rows: int


def score(tell: Teller, speech: Iterable[Labelled]) -> Score:
    """Return how many rows of some speech are told right."""
    told, true = [], []
    for utterance in speech:
        told.append(tell(utterance.samples).argmax(axis=1))
        true.append(utterance.rows(len(told[-1])))
    return of_rows(np.concatenate(told), np.concatenate(true))


def of_rows(told: NDArray[np.intp], true: NDArray[np.intp]) -> Score:
    """Return the score of rows of indices."""
    return Score(
        visemes=float((told == true).mean()),
        mouths=float((GROUP[told] == GROUP[true]).mean()),
        majority=float(np.bincount(true).max() / len(true)),
        rows=len(true),
    )
