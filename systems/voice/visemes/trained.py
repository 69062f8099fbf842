"""A net and all that stands before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from systems.voice.visemes.mlp import Perceptron

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Trained:
    """What training finds and a file of weights holds.

    Attributes
    ----------
    net : Perceptron
        Of the whitened cepstra of all taps, one after another.
    taps : tuple of int
        Rows it looks at, 0 being the one that is described.
    projection : ndarray, (bands, cepstra)
    offset : ndarray, (cepstra,)
        Normalised log-mel times the projection plus the offset is white: mean 0, deviation 1.
    prior : ndarray, (bands,)
        Where the normaliser begins.
    """

    net: Perceptron
    taps: tuple[int, ...]
    projection: Floats
    offset: Floats
    prior: Floats

    def inputs(self, mel: Floats) -> Floats:
        """Return the whitened cepstra of normalised rows, (n, cepstra)."""
        return mel @ self.projection + self.offset
