"""What is heard now: a slot between whoever listens and whoever draws, newest wins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from systems.topology import VISEME, VISEMES
from systems.voice.level import SILENCE


@dataclass(frozen=True, eq=False)
class HeardNow:
    """One row of what is heard, of 25 ms of sound.

    Attributes
    ----------
    visemes : (15,) float32
        0..1, sum 1, in the order of `topology.VISEMES`.
    level : float
        dB of full scale.
    voiced : float
        Probability that somebody speaks.
    pitch : float
        Hz; 0 where there is none.
    captured_at : float
        Seconds; when the middle of that sound was captured, on the clock of the pictures.
    """

    visemes: NDArray[np.float32]
    level: float
    voiced: float
    pitch: float
    captured_at: float


def shut_mouth() -> NDArray[np.float32]:
    """Return the visemes (15,) of silence."""
    visemes = np.zeros(len(VISEMES), np.float32)
    visemes[VISEME["sil"]] = 1
    return visemes


def silence(captured_at: float) -> HeardNow:
    """Return the row of no sound at all."""
    return HeardNow(shut_mouth(), SILENCE, 0.0, 0.0, captured_at)


class Heard:
    """The newest row, for any thread; silence before the first.

    A row is never changed once it is put, so that a reader needs no lock and copies nothing.
    """

    def __init__(self) -> None:
        self._now = silence(0.0)

    def latest(self) -> HeardNow:
        """Return the newest row."""
        return self._now

    def put(self, now: HeardNow) -> None:
        """Replace the row."""
        self._now = now
