"""A state with two thresholds, so that a value that hovers does not flicker."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Band:
    """Between `closed` and `open` a state stays what it was.

    Attributes
    ----------
    closed : float
        At or below this the state is 0.
    open : float
        At or above this the state is 1.
    """

    closed: float
    open: float

    def update(self, state: NDArray[np.uint8], value: NDArray[np.floating]) -> None:
        """Advance states in place by one sample of values of the same shape."""
        state[value >= self.open] = 1
        state[value <= self.closed] = 0
