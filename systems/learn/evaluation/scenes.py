"""The scenes of an evaluation. Every one is a function of time alone: two runs are the same."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np

from systems.capture.performance import DISTANCE as PERFORMED_AT
from systems.capture.performance import LENGTH, Truth, perform
from systems.learn.evaluation.acting import DISTANCE, Talk, acted
from systems.learn.evaluation.acts import BLINKS, REST, Jumps, Sweeps, Winking
from systems.learn.evaluation.faults import SIGMA, Dark, Noise, bar
from systems.learn.evaluation.scene import RATE, Fault, Scene, clean

GRID: Final = tuple((aside, down) for down in (-12.0, 0.0, 12.0) for aside in (-20.0, 0.0, 20.0))
"""Degrees: where a person is asked to look to calibrate gaze."""


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
    talk = Talk(length - REST, seed)
    return Scene("talk", length, (lambda t: acted(talk(t - REST)),))


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
