"""Brings a voice to one loudness, so that neither a clap nor a louder voice before drowns it."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.voice.activity import CHUNK
from systems.voice.framing import HOP, WINDOW

Floats = NDArray[np.float32]

DECIBEL: Final = math.log(10) / 10
"""Natural log energy of a dB."""

USUAL: Final = -6.0
"""Level of a voice's loud rows, natural log energy as a mean over the bands of `LogMel`: about
-22 dB of full scale. Where it starts, and what it brings every voice to."""

SOFTEST: Final = -13.0
"""Least level that is brought up: about -52 dB, the noise of a silent room."""

ROOM: Final = 3 * DECIBEL
"""By which a row may be louder than the voice; what is above is taken off."""

RISE: Final = 0.5 * DECIBEL
FALL: Final = 0.06 * DECIBEL
"""By which the level follows a row of a louder voice, and of a softer one: 50 and 6 dB a second. A
clap of 50 ms passes unnoticed; who leans back by 20 dB is heard in 3 s."""

VOICED: Final = 0.3
"""Probability of a voice from which a row counts: whispers have little more."""


class Leveller:
    """Sets the gain of log-mel rows by how loud the voice in them is.

    Viseme nets take the loudness off by a mean that weighs rows by their energy, which makes them
    hear from the first word on and deaf for a minute after a clap. What comes out of here has no
    claps, and a voice that is as loud as the last.

    Notes
    -----
    A peak meter of the rows in which somebody speaks, with a limiter: neither slow noise nor music
    moves it. Measured with the shipped net, visemes right with and without it: LibriVox 59.7 and
    59.9 %, festival's left-out voice 62.1 and 59.4 %, espeak-ng's 80.3 and 80.2 %. About 20 us
    a row.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin a new stream."""
        self._level = USUAL
        self._row = self._first_chunk = 0
        self._voiced: Floats = np.zeros(0, np.float32)

    def push(self, mel: Floats, voiced: Floats) -> Floats:
        """Return (n, bands) rows of `LogMel`, levelled.

        Parameters
        ----------
        mel : ndarray, (n, bands)
            The next rows.
        voiced : ndarray, (m,)
            What `Activity` says of the next chunks, of all that end before the last row does.
        """
        self._voiced = np.append(self._voiced, voiced)
        gains = np.array([self._gain(float(row.mean())) for row in mel], np.float32)
        return mel + gains.reshape(-1, 1)

    def _gain(self, energy: float) -> float:
        """Return what is added to the next row."""
        if self._voice() >= VOICED:
            near = min(max(energy, self._level - FALL), self._level + RISE)
            self._level = max(near, SOFTEST)
        return USUAL - self._level - max(energy - self._level - ROOM, 0.0)

    def _voice(self) -> float:
        """Return the probability of a voice in the last chunk that is over as the row ends."""
        last = (self._row * HOP + WINDOW) // CHUNK - 1
        self._row += 1
        if last < 0:
            return 0.0
        self._voiced = self._voiced[last - self._first_chunk :]
        self._first_chunk = last
        return float(self._voiced[0])
