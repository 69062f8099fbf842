"""From what was seen to a profile: pure functions of arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from systems.solve.calibration.estimates import ESTIMATED, blend
from systems.solve.calibration.lesson import Seen
from systems.solve.calibration.measures import NAMES, ONCE_WRITTEN
from systems.solve.calibration.profile import Neutral, Profile, ShapeResponse
from systems.solve.calibration.response import Response, widened
from systems.solve.calibration.running import (
    COUPLINGS,
    EYES_AND_LIDS,
    MOST_REST,
    REST_SHARE,
    proven_full,
)
from systems.topology import ARKIT, SHAPE, SIDES

Floats = NDArray[np.float32]

REACHED_SHARE: Final = 0.98
"""Quantile that counts as the highest weight: one wild picture of fifty does not set a range."""

LEAST_RANGE: Final = np.where(np.isin(np.arange(len(ARKIT)), ESTIMATED), 0.3, 0.15)
"""What a shape must rise above rest on demand before its range is believed; less is noise. A mesh
that trembles before a noisy camera makes up to 0.2 of what is estimated from it."""

QUIET: Final = 2.5
"""Dead zone in standard deviations of a face that was asked to keep still."""

MOST_QUIET: Final = 0.1
"""Largest dead zone: who did not keep still shall not lose half of a smile."""

LEAST_STILL: Final = 10
"""Pictures from which a deviation can be told."""

TREMBLES: Final = 0.12
"""What else a weight above rest is supposed to deviate by, as a share of the rest. The net's
outputs are sigmoids: a weight w of adult before a noisy camera deviates by 0.06 to 0.13 of
w (1 - w)."""


def of_whole(seen: Seen, about: str) -> Profile:
    """Return the profile of somebody who was not told what to do.

    Rest is a low quantile, as the running neutral's, and ranges count as far as they are proven.
    """
    weights = np.stack(seen.weights)
    rest = np.clip(np.quantile(weights, REST_SHARE, axis=0), 0, MOST_REST)
    above = np.quantile(_above_rest(seen, rest, _measures(seen)), REACHED_SHARE, axis=0)
    full = proven_full(rest, rest + (1 - rest) * above)
    reached = np.quantile(weights, REACHED_SHARE, axis=0)
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
    still, measures = np.stack(neutral.weights), _measures(neutral)
    rest = np.clip(np.median(still, axis=0), 0, 0.9)
    reached, full = rest.copy(), proven_full(rest, rest)
    for stem, seen in extremes.items():
        weights, above = np.stack(seen.weights), _above_rest(seen, rest, measures)
        for name in SIDES[stem]:
            column = SHAPE[name]
            reached[column] = max(np.quantile(weights[:, column], REACHED_SHARE), rest[column])
            way = (1 - rest[column]) * np.quantile(above[:, column], REACHED_SHARE)
            if way >= LEAST_RANGE[column] and not EYES_AND_LIDS[column]:
                full[column] = rest[column] + way
    noise = np.clip(QUIET * _noise(still, rest), 0, MOST_QUIET)
    return _profile(about, rest, reached, full, noise, _neutral(neutral))


def _above_rest(seen: Seen, rest: Floats, neutral: Floats) -> Floats:
    """Return the weights (T, 52) as the curves get them: above rest, helped by the mesh.

    The mesh counts in full, as of a head that faces the camera.
    """
    weights, response = np.stack(seen.weights), Response(offset=rest)
    for row, sizes in zip(weights, seen.measures, strict=True):
        response.take_rest_off(row)
        blend(row, sizes - neutral, yaw=0.0, trust=1.0)
    return weights


def _noise(still: Floats, rest: Floats) -> Floats:
    """Return the deviation (52,) above rest of the weights (T, 52) of a face that keeps still."""
    if len(still) < LEAST_STILL:
        return np.asarray(TREMBLES * rest)
    return np.asarray(still.std(axis=0) / (1 - rest))


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
    columns = (rest, noise, *widened(rest, full, noise), reached)
    shapes = {
        name: ShapeResponse(offset=offset, dead_zone=dead, gain=gain, curve=curve, reached=top)
        for name, (offset, dead, gain, curve, top) in zip(
            ARKIT, np.stack(columns, axis=1).astype(float).round(3).tolist(), strict=True
        )
    }
    return Profile(about=about, at_most=dict(COUPLINGS), shapes=shapes, neutral=neutral)


def _neutral(seen: Seen) -> Neutral:
    measures = _measures(seen).astype(float).round(4).tolist()
    patches = np.median(np.stack(seen.patches), axis=0).astype(float).round(4).tolist()
    return Neutral(measures=dict(zip(NAMES, measures, strict=True)), patches=patches)


def _measures(seen: Seen) -> Floats:
    return np.asarray(np.median(np.stack(seen.measures), axis=0), np.float32)
