"""How far the lids are open, apart from where the eyes look and from whose eyes they are."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import Array, Component, column
from systems.components import Face
from systems.solve.hysteresis import Band

OPENING_BAND = Band(closed=0.50, open=0.62)
"""Openings at which an eye counts as shut and as open: blinks reach 0.1 to 0.48."""


class Lids(Component):
    """How far a person's lids are open, and how far they stand open at rest."""

    on = Face
    opening: Array = column(2, dtype="f8", unit="1")  # left, right; 0 shut, 1 at rest, more: wide
    level: Array = column(2, dtype="f8", unit="1")  # `eyes.lid_ratio` at rest, looking ahead
    memory: Array = column(dtype="f8", unit="s")  # as how long known the level counts
    at: Array = column(dtype="f8", unit="s", default=math.nan)  # NaN: not yet


@dataclass(frozen=True, slots=True)
class LidModel:
    """What the lid ratio depends on besides the lids, measured on our characters.

    Attributes
    ----------
    nod : float
        Part by which the ratio grows as the head looks down by a radian: 0.35 at -20 degrees of
        pitch, 0.39 at 0, 0.42 at 20.
    look : float
        Part by which the upper lid follows a gaze that is measured one radian down.
    most_look : float
        Part that looking down may explain at most: what falls farther is a blink.
    drag : float
        Part of one eye's blink that the mesh net shows in the other.
    usual, least : float
        Ratio of an open eye where nothing is known, and the least to believe as one.
    rise, fall : float
        s. Time constants with which the level of an open eye is learned upward and downward.
    resting : float
        Opening above which an eye is open, and its level learned that fast.
    settle : float
        s. Time constant of lids that are lower, but not under `least`, once they are known: nobody
        blinks for seconds, so that what lasts is the rest of narrow eyes after a wide or a mistaken
        beginning. A blink of 0.2 s takes off 0.2 %, a look at the desk for ten seconds a tenth,
        and `rise` makes up for both. Shut eyes are under `least`, 0.03 to 0.14 in two filmed
        people, and never become the rest.
    """

    nod: float = 0.32
    look: float = 0.9
    most_look: float = 0.3
    drag: float = 0.10
    usual: float = 0.33
    least: float = 0.15
    rise: float = 2.0
    fall: float = 10.0
    resting: float = 0.7
    settle: float = 60.0


def opening(
    ratio: NDArray[np.floating],
    level: NDArray[np.floating],
    pitch: float,
    down: float,
    model: LidModel,
) -> NDArray[np.float64]:
    """Return how far the lids are open, (2,): 0 shut, 1 as far as they stand open.

    Parameters
    ----------
    ratio, level : (2,) float
        `eyes.lid_ratio` now, and of the open eyes looking ahead; left, right.
    pitch, down : float
        How far the head, and the eyes in it, look down, rad.
    model : LidModel
        What the ratio depends on.

    Notes
    -----
    The mesh net lets the other eye take part in a wink. With a part `drag` the two measured
    openings are a mixture, and its inverse keeps their mean and widens their difference by
    1 / (1 - 2 drag).
    """
    expected = expected_part(pitch, down, model)
    left, right = (
        r / (max(rest, model.least) * expected)
        for r, rest in zip(ratio.tolist(), level.tolist(), strict=True)
    )
    mean, half = (left + right) / 2, (left - right) / 2 / (1 - 2 * model.drag)
    return np.array((max(mean + half, 0.0), max(mean - half, 0.0)))


def expected_part(pitch: float, down: float, model: LidModel) -> float:
    """Return what part of the ratio at rest, looking ahead, is left as head and eyes look down."""
    by_look = min(max(model.look * down, 0.0), model.most_look)
    return max(1 + model.nod * pitch - by_look, 0.3)


def follow(
    lids: Lids,
    ratio: NDArray[np.floating],
    pitch: float,
    down: float,
    dt: float,
    model: LidModel,
) -> None:
    """Measure the opening of this picture, and learn from it how far open eyes stand.

    Parameters
    ----------
    lids : Lids
        Of this face; `at` is not looked at.
    ratio, pitch, down
        As of `opening`.
    dt : float
        Seconds since the last sample; not positive, or NaN, begins anew.
    model : LidModel
        What the ratio depends on, and how fast it is learned.

    Notes
    -----
    Lids lower than `resting` are learned from as into a running mean: the more slowly the longer
    they are known, up to `settle`. A first picture of open eyes counts for `fall`; one of shut
    eyes leaves a guess, which counts for `rise`.
    """
    if not dt > 0:
        mean = float(ratio.mean())
        known = mean >= model.least
        lids.level[:] = mean if known else model.usual
        lids.memory[...] = model.fall if known else model.rise
    lids.opening[:] = opening(ratio, lids.level, pitch, down, model)
    if dt > 0:
        plain = float(ratio.min()) >= model.least * expected_part(pitch, down, model)
        memory = float(lids.memory) if plain else math.inf
        for eye, seen in enumerate(lids.opening.tolist()):
            pace = min(dt / _slowness(seen, memory, model), 1.0)
            lids.level[eye] *= 1 + pace * (seen - 1)
        if plain:
            lids.memory[...] = min(memory + dt, model.settle)


def _slowness(seen: float, memory: float, model: LidModel) -> float:
    """Return the time constant, s, with which an opening is learned from."""
    if seen > 1:
        return model.rise
    return min(memory, model.fall) if seen > model.resting else memory
