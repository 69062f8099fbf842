"""Takes the loudness and the sound of microphone, room and throat out of log-mel rows."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


MEMORY: Final = 300.0
"""Rows of full loudness over which the means reach: 3 s of vowels."""

TRUST: Final = 50.0
"""Rows of full loudness that the prior is worth: half a second."""

QUIETEST: Final = -11.0
"""Least level that counts as speech, natural log energy: about -43 dB of full scale. Without it the
noise of a silent room would be taken for someone who whispers."""

PATIENCE: Final = 0.1
"""Share of the memory's pace at which even silence lets it fade."""


class Normaliser:
    """Subtracts a running level and a running spectrum, both weighted by energy.

    With e the mean of a row x and w = exp(e), the level is ``sum(w e) / sum(w)`` and the spectrum
    ``(T prior + sum(w (x - e))) / (T + sum(w))``, where T is `TRUST` rows at the level. Weighing
    by energy is what lets it work from the first second on: one loud row counts for more than all
    the noise before it, and pauses leave the means as they are.

    Parameters
    ----------
    prior : ndarray, (bands,)
        Spectrum of speech, of mean 0, before anything was heard.

    Notes
    -----
    Cepstral mean subtraction (Atal, 1974) with a prior, in the log-mel domain. About 10 us a row.
    """

    def __init__(self, prior: Floats) -> None:
        self._prior = prior.astype(np.float64)
        self.reset()

    def reset(self) -> None:
        """Forget all that was heard."""
        self._weight = 0.0
        self._energy = 0.0
        self._shape = np.zeros(len(self._prior))

    def push(self, row: Floats) -> Floats:
        """Return a log-mel row without level and spectrum."""
        energy = float(row.mean())
        weight = math.exp(energy)
        self._weight += weight
        self._energy += weight * energy
        self._shape += weight * (row - energy)
        level = max(self._energy / self._weight, QUIETEST)
        trust = TRUST * math.exp(level)
        spectrum = (trust * self._prior + self._shape) / (trust + self._weight)
        self._fade(energy - level)
        return (row - spectrum - level).astype(np.float32)

    def _fade(self, above: float) -> None:
        keep = 1.0 - max(math.exp(min(above, 0.0)), PATIENCE) / MEMORY
        self._weight *= keep
        self._energy *= keep
        self._shape *= keep


def normalised(mel: Floats, prior: Floats) -> Floats:
    """Return the rows of a whole stream without level and spectrum, (n, bands)."""
    normaliser = Normaliser(prior)
    return np.array([normaliser.push(row) for row in mel], np.float32).reshape(mel.shape)
