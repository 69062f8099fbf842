"""From what was seen to a profile: pure functions of arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from systems.solve.calibration.lesson import Seen
from systems.solve.calibration.measures import NAMES, ONCE_WRITTEN
from systems.solve.calibration.profile import Neutral, Profile, ShapeResponse
from systems.solve.calibration.running import COUPLINGS, MOST_REST, REST_SHARE, proven_full
from systems.topology import ARKIT, SHAPE, SIDES

Floats = NDArray[np.float32]

REACHED_SHARE: Final = 0.98
"""Quantile that counts as the highest weight: one wild picture of fifty does not set a range."""

LEAST_RANGE: Final = 0.15
"""What a shape must rise above rest on demand before its range is believed; less is noise."""

QUIET: Final = 2.5
"""Dead zone in standard deviations of a face that was asked to keep still."""

MOST_QUIET: Final = 0.1
"""Largest dead zone: who did not keep still shall not lose half of a smile."""


def of_whole(seen: Seen, about: str) -> Profile:
    """Return the profile of somebody who was not told what to do.

    Rest is a low quantile, as the running neutral's, and ranges count as far as they are proven.
    """
    weights = np.stack(seen.weights)
    rest = np.clip(np.quantile(weights, REST_SHARE, axis=0), 0, MOST_REST)
    reached = np.quantile(weights, REACHED_SHARE, axis=0)
    full = proven_full(rest, reached)
    return _profile(about, rest, reached, full, np.zeros_like(rest), _neutral(seen))


def of_parts(neutral: Seen, extremes: Mapping[str, Seen], about: str) -> Profile:
    """Return the profile of a face shown at rest and, shape by shape, as far as it goes.

    Parameters
    ----------
    neutral : Seen
    extremes : dict of str to Seen
        By shape; a name without a side stands for both.
    about : str
        Where it was learned.
    """
    still = np.stack(neutral.weights)
    rest = np.clip(np.median(still, axis=0), 0, 0.9)
    noise = np.clip(QUIET * still.std(axis=0), 0, MOST_QUIET)
    reached, full = rest.copy(), 1 + rest
    for stem, seen in extremes.items():
        for name in SIDES[stem]:
            column = SHAPE[name]
            top = np.quantile(np.stack(seen.weights)[:, column], REACHED_SHARE)
            reached[column] = max(top, rest[column])
            if top - rest[column] >= LEAST_RANGE:
                full[column] = top
    return _profile(about, rest, reached, full, noise, _neutral(neutral))


def changes(profile: Profile) -> dict[tuple[str, ...], Any]:
    """Return the values to save by their keys; what a user sets by hand is not among them.

    None takes out a value that is not written any more.
    """
    learned: dict[tuple[str, ...], Any] = {("about",): profile.about}
    learned |= {("neutral", "measures", name): None for name in ONCE_WRITTEN}
    learned |= {("at_most", shape): bound for shape, bound in profile.at_most.items()}
    for name, shape in profile.shapes.items():
        for key in ("offset", "dead_zone", "gain", "curve", "reached"):
            learned["shapes", name, key] = getattr(shape, key)
    for name, value in profile.neutral.measures.items():
        learned["neutral", "measures", name] = value
    learned["neutral", "patches"] = profile.neutral.patches
    return learned


def _profile(
    about: str, rest: Floats, reached: Floats, full: Floats, noise: Floats, neutral: Neutral
) -> Profile:
    way = np.maximum(full - rest, 0.2)
    columns = (rest, noise, (1 - rest) / way, 1 - np.log10(way), reached)
    shapes = {
        name: ShapeResponse(offset=offset, dead_zone=dead, gain=gain, curve=curve, reached=top)
        for name, (offset, dead, gain, curve, top) in zip(
            ARKIT, np.stack(columns, axis=1).astype(float).round(3).tolist(), strict=True
        )
    }
    return Profile(about=about, at_most=dict(COUPLINGS), shapes=shapes, neutral=neutral)


def _neutral(seen: Seen) -> Neutral:
    measures = np.median(np.stack(seen.measures), axis=0).astype(float).round(4).tolist()
    patches = np.median(np.stack(seen.patches), axis=0).astype(float).round(4).tolist()
    return Neutral(measures=dict(zip(NAMES, measures, strict=True)), patches=patches)
