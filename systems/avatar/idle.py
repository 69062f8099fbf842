"""Life without a face to follow: breathing, blinks and a little sway, as functions of time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from systems.avatar.act import ANGLES, TRAVEL, Act, neutral
from systems.avatar.breath import breath
from systems.topology import BLINK

BLINK_SECONDS = 0.15
"""Length of a blink; spontaneous ones last 0.1 to 0.2 s (Caffier et al., 2003)."""

BLINK_PERIODS = (3.1, 4.7)
"""Two periods, s, whose blinks together look irregular; people blink about 17 times a minute."""

SWAY = np.radians((2.0, 1.0, 1.2))
"""Amplitude of yaw, pitch and roll, rad."""

SWAY_PERIODS = (7.3, 5.1, 9.7)
"""Seconds; no two are multiples of each other, so that the motion does not seem to repeat."""

BREATH = 0.0015
"""Metres that a resting head rises and falls with the shoulders."""


def blink(t: float) -> float:
    """Return how far the lids are closed at time `t`, 0..1."""
    phases = [(t % period) / BLINK_SECONDS for period in BLINK_PERIODS]
    return max(float(np.sin(np.pi * p)) if p < 1 else 0.0 for p in phases)


def sway(t: float) -> NDArray[np.float64]:
    """Return yaw, pitch and roll of a resting head at time `t`, rad."""
    return SWAY * np.sin(2 * np.pi * t / np.array(SWAY_PERIODS))


def idle(t: float) -> Act:
    """Return what a puppet does by itself at time `t`."""
    act = neutral()
    act[BLINK] = blink(t)
    act[ANGLES] = sway(t)
    act[TRAVEL.start + 1] = BREATH * breath(t)
    return act
