"""The scenes of an evaluation. Every one is a function of time alone: two runs are the same."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np

from systems.capture.performance import DISTANCE as PERFORMED_AT
from systems.capture.performance import LENGTH, Truth, perform
from systems.learn.evaluation.acting import DISTANCE, Talk, acted, bump, gaze_of, shut
from systems.learn.evaluation.faults import SIGMA, Dark, Noise, bar
from systems.learn.evaluation.scene import RATE, Fault, Scene, clean
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

GRID: Final = tuple((aside, down) for down in (-12.0, 0.0, 12.0) for aside in (-20.0, 0.0, 20.0))
"""Degrees: where a person is asked to look to calibrate gaze."""

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


def turning(each: float) -> Scene:
    """Return yaw to 40, pitch and roll to 25 degrees both ways, then all three at once."""

    def act(t: float) -> Truth:
        index, phase = divmod((t - REST) / each, 1.0)
        wave = float(np.sin(2 * np.pi * phase)) if index >= 0 else 0.0
        if index >= 3:
            other, third = np.sin(2 * np.pi * phase * 2), np.sin(2 * np.pi * phase * 3)
            return acted(turn=(25 * wave, 12 * float(other), 12 * float(third)))
        yaw, pitch, roll = ((40, 25, 25) * np.eye(3)[max(int(index), 0)]).tolist()
        return acted(turn=(yaw * wave, pitch * wave, roll * wave))

    return Scene("pose", REST + 4 * each, (act,))


def looking_at_dots(each: float) -> Scene:
    """Return a look at each point of `GRID` in turn: what gaze is calibrated with."""

    def act(t: float) -> Truth:
        dot = int((t - REST) // each)
        return acted(gaze=GRID[min(dot, len(GRID) - 1)]) if dot >= 0 else acted()

    return Scene("dots", REST + each * len(GRID), (act,))


def looking_about(length: float) -> Scene:
    """Return a gaze that wanders over 25 degrees aside and 15 up and down."""

    def act(t: float) -> Truth:
        phase = 2 * np.pi * max(t - REST, 0) / (length - REST)
        return acted(gaze=(25 * float(np.sin(2 * phase)), 15 * float(np.sin(3 * phase))))

    return Scene("gaze", length, (act,))


def looking_down() -> Scene:
    """Return a gaze that goes down to 25 degrees and stays: the lids follow, nobody blinks."""

    def act(t: float) -> Truth:
        low = sum(np.clip((t - start) / 0.2, 0, 1) * np.clip((end - t) / 0.2, 0, 1)
                  for start, end in ((0.6, 1.4), (1.7, 3.2)))  # fmt: skip
        return acted(gaze=(0.0, 25 * float(low)))

    return Scene("down", 3.5, (act,))


def talking(length: float, seed: int) -> Scene:
    """Return random speech by a head that keeps still."""
    talk = Talk(length, seed)
    return Scene("talk", length, (lambda t: acted(talk(max(t, 0.0)) if t > REST else {}),))


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


def still(length: float, seed: int) -> Scene:
    """Return a face that does nothing, before a camera that is noisy."""
    return Scene("still", length, (lambda _: acted(),), fault=Noise(SIGMA, seed))


def acting(
    name: str,
    start: float,
    length: float,
    *,
    distance: float = DISTANCE,
    fault: Fault = clean,
    exposure: float = 0.0,
) -> Scene:
    """Return a part of the built-in performance under difficulties."""
    nearer = np.array([0.0, 0.0, PERFORMED_AT - distance])

    def act(t: float) -> Truth:
        truth = perform(start + t)
        return replace(truth, head_translation=truth.head_translation + nearer)

    return Scene(name, length, (act,), fault, exposure)


def crossing(length: float) -> Scene:
    """Return two people who pass each other, one before the other, and come back."""

    def walk(t: float) -> float:
        return float(np.cos(2 * np.pi * np.clip((t - REST) / (length - 2 * REST), 0, 1)))

    def near(t: float) -> Truth:
        return acted(place=(0.21 * walk(t), 0.0, -0.75))

    def far(t: float) -> Truth:
        return acted(place=(-0.25 * walk(t), 0.02, -0.95))

    return Scene("crossing", length, (near, far))


def all_scenes(*, quick: bool) -> list[Scene]:
    """Return every scene, the one with the neutral pose first; a quick evaluation's are shorter."""
    sweeps = Sweeps(1 / 3 if quick else 1.0)
    winking = Winking(4, 2) if quick else Winking(len(BLINKS), 4)
    jumps = Jumps(2 if quick else 6)
    short, seconds = (1.5, 3.5) if quick else (4.0, 10.0)
    sweeping = partial(bar, thickness=0.06)
    return [
        turning(1.2 if quick else 3.0),
        Scene("shapes", sweeps.length, (sweeps,)),
        looking_at_dots(0.3 if quick else 0.8),
        looking_about(seconds),
        looking_down(),
        talking(seconds, seed=1),
        Scene("blinks", winking.length, (winking,)),
        Scene("step", jumps.length, (jumps,)),
        still(seconds, seed=2),
        acting("acted", 0.0, LENGTH / 2 if quick else LENGTH),
        acting("blurred", 4.4, short, exposure=0.8 / RATE),
        acting("dark", 4.4, short, fault=Dark(seed=3)),
        acting("small", 4.4, short, distance=2.4),
        acting("barred", 0.0, short, fault=sweeping(lambda i: 0.25 + 0.5 * i / (short * RATE))),
        crossing(short + 1.5),
    ]
