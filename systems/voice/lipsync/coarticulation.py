"""From visemes to a mouth that moves as one does: no sound is formed from rest.

Vowels blend into their neighbours; lips that have to touch do touch, whatever stands beside them.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.topology import VISEME, VISEMES

Floats = NDArray[np.float64]

VOWEL_SECONDS: Final = 1 / (2 * np.pi * 4)
CONSONANT_SECONDS: Final = 1 / (2 * np.pi * 8)
"""Time constants: gestures of vowels and consonants are critically damped at 4 and 8 Hz (Saltzman
and Munhall, A dynamical approach to gestural patterning in speech production, 1989)."""

CLOSE_SECONDS: Final = 0.012
RELEASE_SECONDS: Final = 0.025
"""Time constants of lips that meet and part. The shortest p, b, m of fluent speech last 40 ms:
after three time constants 95 % of the way is done. Lips part faster than a vowel opens the jaw."""

SHORTEST: Final = 0.06
"""Seconds that lips stay together at least. Closures of p and b last 64 to 69 ms on average (Byrd,
54,000 American stops, 1993); recognisers and pictures a 60th of a second apart cut them short."""

UNSURE, SURE = 0.2, 0.5
"""Probabilities of a closure at which lips begin to close and touch. Half is enough: lips that
almost touch are no p."""

SILENT, SPEAKING = 0.5, 0.8
"""Probabilities of speech at which the mouth stays shut and moves in full. Below one half, its own
threshold, Silero's detector also takes the attack of a trumpet or a bass for a voice: at 0.3 and
0.7 the mouth moves in 0.39 % of the pictures of sixteen instruments, at 0.5 and 0.8 in 0.20 %, and
speech, whispered or in noise, moves it in 97.4 % instead of 98.0 % of its rows. Laughter, for which
the detector has no clear answer, stands between."""

SPEAK_SECONDS: Final = 0.03
HUSH_SECONDS: Final = 0.12
"""Time constants with which a mouth begins and ceases to speak; the silence of a t or k, 50 to
100 ms, is not the end of speech."""

CLOSURES: Final = np.array([VISEME["PP"], VISEME["FF"]])

_VOWELS: Final = np.array([VISEME[name] for name in ("aa", "E", "I", "O", "U", "RR")])


def _open_seconds() -> Floats:
    seconds = np.full(len(VISEMES), CONSONANT_SECONDS)
    seconds[_VOWELS] = VOWEL_SECONDS
    return seconds


OPEN_SECONDS: Final = _open_seconds()
"""(15,) time constant of each viseme but the closures."""


class Mouth:
    """A mouth that speaks the visemes it is given, as long as somebody speaks.

    Attributes
    ----------
    speaking : float
        0 silent .. 1 speaking.
    closed : float
        0 .. 1, how far lips, or lip and teeth, that have to touch do touch.

    Notes
    -----
    First-order filters, exact for input that is constant over a step: the result does not depend on
    the rate it is drawn at. About 20 us a step.
    """

    def __init__(self) -> None:
        self.speaking = 0.0
        self._open = np.zeros(len(VISEMES))
        self._lips = np.zeros(len(CLOSURES))
        self._asked = np.zeros(len(CLOSURES), bool)
        self._left = np.zeros(len(CLOSURES))  # s that lips stay together whatever is heard

    @property
    def closed(self) -> float:
        """How far lips that have to touch do touch, 0..1."""
        return min(float(self._lips.sum()), 1.0)

    def step(self, visemes: NDArray[np.floating], voiced: float, dt: float) -> Floats:
        """Move on by `dt` seconds and return what is shown, (15,), sum 1.

        Parameters
        ----------
        visemes : ndarray, (15,)
            Probabilities in the order of `topology.VISEMES`.
        voiced : float
            Probability that somebody speaks.
        dt : float
            Seconds since the last step.
        """
        sure = float(np.clip((voiced - SILENT) / (SPEAKING - SILENT), 0, 1))
        seconds = SPEAK_SECONDS if sure > self.speaking else HUSH_SECONDS
        self.speaking += (sure - self.speaking) * -math.expm1(-dt / seconds)
        self._open += (visemes - self._open) * -np.expm1(-dt / OPEN_SECONDS)
        self._touch(np.clip((visemes[CLOSURES] - UNSURE) / (SURE - UNSURE), 0, 1), dt)
        return self._shown()

    def _touch(self, touch: Floats, dt: float) -> None:
        """Bring lips nearer to how far they are to touch, (2,)."""
        asked = touch >= 1
        self._left = np.where(asked & ~self._asked, SHORTEST, self._left - dt)
        self._asked = asked
        wanted = np.where(self._left > 0, 1.0, touch)
        # From an f into a p, the lip leaves the teeth as fast as it meets the other.
        parting = CLOSE_SECONDS if wanted.max() >= 1 else RELEASE_SECONDS
        seconds = np.where(wanted > self._lips, CLOSE_SECONDS, parting)
        self._lips += (wanted - self._lips) * -np.expm1(-dt / seconds)

    def _shown(self) -> Floats:
        lips = self._lips / max(1.0, float(self._lips.sum()))
        shown = self._open / max(1.0, float(self._open.sum()))
        shown[CLOSURES] = 0
        shown *= 1 - lips.sum()
        shown[CLOSURES] = lips
        shown *= self.speaking
        shown[VISEME["sil"]] += 1 - shown.sum()
        return shown
