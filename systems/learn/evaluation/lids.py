"""Figures of the lids: blinks found and invented, winks, and looking down without blinking."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.learn.evaluation.acts import WINK, Winking
from systems.learn.evaluation.figures import Figure, figure, mean
from systems.learn.evaluation.measure import RESTING, Shown
from systems.learn.evaluation.metrics import Event, events, matched
from systems.learn.evaluation.scene import RATE
from systems.topology import BLINK, SHAPE

Floats = NDArray[np.float64]

GROUP: Final = "lids"

ON, OFF = 0.5, 0.35
"""Mean eyeBlink above which a blink begins, and below which it has ended."""

SLACK: Final = 3
"""Pictures that a blink may come late."""


def blinks(shapes: NDArray[np.floating]) -> list[Event]:
    """Return the blinks of both eyes in a series of shapes (T, 52)."""
    return events(np.nan_to_num(shapes[:, BLINK].mean(1)), on=ON, off=OFF)


def lid_figures(shown: Shown) -> list[Figure]:
    """Return everything about the lids."""
    return [*_blinks(shown), *_down(shown), *_winks(shown)]


def _blinks(shown: Shown) -> list[Figure]:
    before_winks = slice(round(_acts(shown).until * RATE))
    true = blinks(shown.scenes["blinks"].truth.weights[before_winks])
    seen = blinks(shown.shapes("blinks")[before_winks])
    pairs = matched(true, seen, slack=SLACK)
    recalled, right = np.zeros(len(true)), np.zeros(len(seen))
    recalled[[a for a, _ in pairs]] = 1
    right[[b for _, b in pairs]] = 1
    late = np.array([seen[b].first - true[a].first for a, b in pairs]) / RATE * 1000
    return [
        figure(GROUP, "blinks found", "1", mean, recalled, block=1, more=True, aim=1.0),
        figure(GROUP, "of found, true", "1", mean, right, block=1, more=True, aim=1.0),
        figure(GROUP, "blinks come late by", "ms", mean, late, block=1),
    ]


def _acts(shown: Shown) -> Winking:
    acts = shown.scenes["blinks"].acts[0]
    assert isinstance(acts, Winking)
    return acts


def _down(shown: Shown) -> list[Figure]:
    scene, shapes = shown.scenes["down"], shown.shapes("down")
    low = scene.truth.weights[:, SHAPE["eyeLookDownLeft"]] > 0.9
    rise = (shapes[:, BLINK] - shapes[RESTING, BLINK].mean(0)).mean(1)[low]
    invented = float(len(blinks(shapes)))
    return [
        Figure(GROUP, "blinks invented looking down", "1", invented),
        figure(GROUP, "eyeBlink by looking down", "1", mean, rise),
    ]


def _winks(shown: Shown) -> list[Figure]:
    shapes, times = shown.shapes("blinks"), shown.scenes["blinks"].times
    shut = shown.scenes["blinks"].truth.weights[:, BLINK].max(1) == 1
    rise = shapes[:, BLINK] - shapes[RESTING, BLINK].mean(0)
    own, other = [], []
    for start, side in _acts(shown).winks:
        winking = shut & (times > start) & (times < start + WINK)
        left, right = rise[winking].mean(0).tolist()
        wink, drag = (left, right) if side == "Left" else (right, left)
        own.append(wink)
        other.append(abs(drag) / max(wink, 0.05))
    return [
        figure(GROUP, "wink, its own eye", "1", mean, np.array(own), block=1, more=True),
        figure(GROUP, "wink, share of the other", "1", mean, np.array(other), block=1),
    ]
