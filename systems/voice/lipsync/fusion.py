"""One mouth from two: what the camera sees of it and what the voice tells of it."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.errors import UsageError
from systems.ramp import ramp
from systems.topology import ARKIT, VISEME_SHAPES
from systems.voice.heard import HeardNow
from systems.voice.lipsync.coarticulation import CLOSURES, Mouth

BALANCES: Final = {"camera": 0.0, "both": 0.5, "voice": 1.0}
"""What the words of ``--mouth`` stand for."""

PRESENT, PLAIN = 0.5, 0.9
"""Presences of a face at which its mouth counts as unseen and as plainly seen."""

EASE_SECONDS: Final = 0.1
"""Time constant with which the trust in the camera comes and goes: no jump, and no lag to see."""

WATCH_SECONDS: Final = 1.0
"""Seconds of speech over which the mouths' motions are compared; four or five syllables."""

STILL, LIVELY = 0.05, 0.2
"""Ratios of the seen motion to the heard one at which a mouth counts as hidden and as seen. Behind
a hand, a mask or a microphone the mesh shows a mouth at rest that trembles; who mumbles, or whom
the camera smooths, still moves a fifth of what the table has."""

PRIOR: Final = 0.5
"""Motion, weights a second, that both are credited with before anything was said."""

_USED: Final = VISEME_SHAPES.any(0)
_MOOD: Final = np.array([name.startswith("mouthSmile") for name in ARKIT])
SPOKEN: Final = np.flatnonzero((_USED & ~_MOOD) | (np.array(ARKIT) == "mouthClose"))
"""Shapes that speech has to itself. A smile is also a mood: the greater of both is shown."""

_PRESSING: Final = np.array([name.startswith(("mouthPress", "mouthRoll")) for name in ARKIT])
OPENING: Final = np.setdiff1d(SPOKEN, np.flatnonzero(_PRESSING))
"""Those that keep lips apart, and what undoes them in a camera's mouth."""

Weights = NDArray[np.floating]


def parse_mouth(text: str) -> float:
    """Return the balance that ``--mouth`` asks for, 0 the camera alone .. 1 the voice alone.

    Raises
    ------
    UsageError
        If it is neither a word nor a number from 0 to 1.

    Examples
    --------
    >>> parse_mouth("both"), parse_mouth("0.8")
    (0.5, 0.8)
    """
    try:
        balance = BALANCES[text] if text in BALANCES else float(text)
    except ValueError:
        balance = math.nan
    if not 0 <= balance <= 1:
        msg = f"--mouth {text} is no balance"
        raise UsageError(msg, fix=f"write {', '.join(BALANCES)} or a number from 0 to 1")
    return balance


def share_of_voice(balance: float, seen: float, speaking: float) -> float:
    """Return which part of a mouth's opening is the voice's, 0..1.

    Parameters
    ----------
    balance : float
        0 the camera alone, 0.5 both, 1 the voice alone.
    seen : float
        How far the camera can be trusted, 0..1.
    speaking : float
        How far somebody speaks, 0..1.
    """
    always = max(0.0, 2 * balance - 1)
    wanted = min(1.0, 2 * balance) * (1 - seen * (1 - balance))
    return always + speaking * max(wanted - always, 0.0)


def fused(camera: Weights, shown: NDArray[np.floating], share: float, heed: float) -> Weights:
    """Return the weights of one mouth, (52,).

    What both say is weighed and never added up. Lips that touch for a p, b, m or f touch whatever
    the camera makes of them: in 30 pictures a second, smoothed, they hardly ever meet.

    Parameters
    ----------
    camera : ndarray, (52,)
    shown : ndarray, (15,)
        Visemes as of `Mouth`.
    share : float
        The voice's, 0..1.
    heed : float
        How far its closures are heeded, 0..1.
    """
    voice = shown @ VISEME_SHAPES
    lips = heed * shown[CLOSURES]
    closed = np.maximum(lips @ VISEME_SHAPES[CLOSURES], lips.sum() * camera * _PRESSING)
    mouth = camera.copy()
    mouth[SPOKEN] += share * (voice[SPOKEN] - mouth[SPOKEN])
    mouth[OPENING] *= 1 - lips.sum()
    mouth[SPOKEN] = np.maximum(mouth[SPOKEN], closed[SPOKEN])
    mouth[_MOOD] = np.maximum(mouth[_MOOD], share * voice[_MOOD])
    return mouth


class Watch:
    """How far the camera's mouth can be trusted.

    Attributes
    ----------
    seen : float
        0 .. 1.
    """

    def __init__(self) -> None:
        self.seen = 0.0
        self._camera = self._voice = PRIOR
        self._last: tuple[Weights, Weights] | None = None

    def step(
        self, camera: Weights, voice: Weights, presence: float, speaking: float, dt: float
    ) -> float:
        """Compare the mouths of the camera and of the voice, (52,), and return the trust.

        Parameters
        ----------
        presence : float
            Probability that the picture shows a mouth; 0 where it is lost or hidden.
        speaking : float
            How far somebody speaks, 0..1: in silence there is nothing to compare.
        """
        part = -math.expm1(-dt * speaking / WATCH_SECONDS)
        if self._last is not None and dt > 0 and presence > PRESENT:
            moved = [
                np.abs(a - b)[SPOKEN].sum() / dt
                for a, b in zip((camera, voice), self._last, strict=True)
            ]
            self._camera += part * (float(moved[0]) - self._camera)
            self._voice += part * (float(moved[1]) - self._voice)
        self._last = camera.copy(), voice.copy()
        ratio = (self._camera + PRIOR / 10) / (self._voice + PRIOR / 10)
        wanted = ramp(presence, PRESENT, PLAIN) * ramp(ratio, STILL, LIVELY)
        self.seen += (wanted - self.seen) * -math.expm1(-dt / EASE_SECONDS)
        return self.seen


class SpeakingMouth:
    """The mouth of a puppet that is seen and heard.

    Parameters
    ----------
    balance : float
        0 the camera alone, 0.5 both, 1 the voice alone.

    Attributes
    ----------
    told_at : float
        s, when the sound was captured that the mouth follows, as `speak` says; 0 for none.

    Notes
    -----
    About 0.1 ms a step.
    """

    def __init__(self, balance: float = 0.5) -> None:
        self.balance, self.told_at = balance, 0.0
        self._mouth, self._watch = Mouth(), Watch()

    def step(self, camera: Weights, heard: HeardNow, presence: float, dt: float) -> Weights:
        """Return the weights (52,) after `dt` seconds; see `Watch.step`."""
        shown = self._mouth.step(heard.visemes, heard.voiced, dt)
        speaking = self._mouth.speaking
        seen = self._watch.step(camera, shown @ VISEME_SHAPES, presence, speaking, dt)
        share = share_of_voice(self.balance, seen, speaking)
        return fused(camera, shown, share, min(1.0, 2 * self.balance))
