"""Acts that know their own parts: sweeps of shapes, blinks and winks, jumps of the head."""

from __future__ import annotations

from typing import Final

import numpy as np

from systems.capture.performance import Truth
from systems.learn.evaluation.acting import acted, bump, gaze_of, shut
from systems.learn.evaluation.scene import RATE
from systems.topology import ARKIT, SHAPE

REST: Final = 0.5
"""Seconds of stillness with which a scene begins: from them its neutral is taken."""

COMPANIONS: Final = {
    "mouthClose": {"jawOpen": 0.6},
    "tongueOut": {"jawOpen": 0.5},
    "eyeLookDownLeft": {"eyeLookDownRight": 1.0},
    "eyeLookDownRight": {"eyeLookDownLeft": 1.0},
    "eyeLookUpLeft": {"eyeLookUpRight": 1.0},
    "eyeLookUpRight": {"eyeLookUpLeft": 1.0},
    "eyeLookInLeft": {"eyeLookOutRight": 1.0},
    "eyeLookOutRight": {"eyeLookInLeft": 1.0},
    "eyeLookInRight": {"eyeLookOutLeft": 1.0},
    "eyeLookOutLeft": {"eyeLookInRight": 1.0},
}
"""What a shape is not made without: lips close over an open jaw, the tongue passes between teeth,
both eyes look the same way."""

BLINKS: Final = ((0.8, 0.20), (1.7, 0.15), (2.9, 0.25), (3.6, 0.20), (5.0, 0.15), (5.5, 0.20),
                 (7.2, 0.30), (8.8, 0.20), (9.4, 0.25))  # fmt: skip
"""Seconds at which blinks of both eyes begin, and how long they last: spontaneous ones 0.1 to 0.4 s
(Schiffman, Sensation and Perception, 2001)."""

WINK: Final = 0.6
"""Seconds a wink lasts."""

JUMP, JUMP_TIME = 30.0, 0.2
"""Degrees, and the seconds in which they are turned."""


class Sweeps:
    """Each of the 52 shapes alone, from 0 to 1 and back; the head keeps still.

    Parameters
    ----------
    each : float
        Seconds for one.
    """

    def __init__(self, each: float) -> None:
        self.each = each
        self.length = REST + each * len(ARKIT)

    def __call__(self, t: float) -> Truth:
        """Return the moment at `t`."""
        index, phase = divmod((t - REST) / self.each, 1.0)
        if not 0 <= index < len(ARKIT):
            return acted()
        name = ARKIT[int(index)]
        height = bump(phase, 0.0, 0.85)  # the rest lets slow outputs come back
        weights = {name: height}
        for companion, share in COMPANIONS.get(name, {}).items():
            weights[companion] = share * height
        gaze = gaze_of(weights)
        return acted({} if any(gaze) else weights, gaze=gaze)

    def rows(self, name: str) -> slice:
        """Return the pictures of one shape's sweep."""
        start = REST + self.each * SHAPE[name]
        return slice(round(start * RATE), round((start + self.each) * RATE))


class Winking:
    """Blinks of several lengths, then winks of either eye in turn, one a second.

    Parameters
    ----------
    blinks, winks : int
        How many.

    Attributes
    ----------
    until : float
        Seconds that the blinks take.
    winks : list of (float, str)
        Seconds at which winks begin, and of which eye.
    """

    def __init__(self, blinks: int, winks: int) -> None:
        self._blinks = BLINKS[:blinks]
        self.until = sum(self._blinks[-1]) + 0.4
        self.winks = [(self.until + i, ("Left", "Right")[i % 2]) for i in range(winks)]
        self.length = self.until + winks

    def __call__(self, t: float) -> Truth:
        """Return the moment at `t`."""
        weights = {"eyeBlink": sum(shut(t, start, length) for start, length in self._blinks)}
        for start, side in self.winks:
            weights[f"eyeBlink{side}"] = weights.get(f"eyeBlink{side}", 0) + shut(t, start, WINK)
        return acted(weights)


class Jumps:
    """Fast turns of `JUMP` degrees there and back, as lag is measured by.

    Parameters
    ----------
    count : int

    Attributes
    ----------
    starts : list of float
        Seconds at which the head begins to turn.
    """

    def __init__(self, count: int) -> None:
        self.starts = [0.7 + i for i in range(count)]
        self.length = count + 0.7

    def __call__(self, t: float) -> Truth:
        """Return the moment at `t`."""
        shares = np.clip((t - np.array(self.starts)) / JUMP_TIME, 0, 1)
        share = float(shares[::2].sum() - shares[1::2].sum())
        return acted(turn=(JUMP * (share - 0.5), 0.0, 0.0))
