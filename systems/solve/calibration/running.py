"""The running neutral: what the face at rest looks like, learned while it is followed."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine import Array, Component, column
from systems.components import Face, HeadPose
from systems.solve.calibration.estimates import ESTIMATES
from systems.solve.calibration.measures import MEASURE, NAMES
from systems.solve.calibration.quantile import advance
from systems.solve.calibration.response import Response, coupled, widened
from systems.topology import ARKIT, SHAPE

Floats = NDArray[np.float32]

JAW_OPEN: Final = SHAPE["jawOpen"]

REST_SHARE: Final = 0.1
"""Quantile that counts as rest: weights hardly ever fall below it, and who talks or smiles for nine
tenths of the time still shows it in the last."""

MEASURE_SHARES: Final = np.where([name == "jaw" for name in NAMES], REST_SHARE, 0.5)
"""Quantiles of the measures that count as rest: their middle, but who talks has an open mouth for
half of the time, and a jaw never closes beyond its rest."""

DROP: Final = next(e.full - e.rest for e in ESTIMATES if e.shape == "jawOpen")
"""mm by which the jaw falls per weight of jawOpen."""

TRUSTED_AFTER: Final = 0.2
"""Seconds of a frontal face until the neutral counts in full; it fades in."""

NEUTRAL_FREEZES: Final = 20.0
"""Seconds of a frontal face after which the neutral does not change any more."""

RANGE_BEGINS, RANGE_COUNTS = 10.0, 30.0
"""Seconds of a frontal face between which the ranges fade in, so slowly that a movement and its
repetition look alike."""

RANGE_FREEZES: Final = 60.0
"""Seconds of a frontal face after which the ranges do not."""

FRONTAL: Final = math.radians(20.0)
"""Most yaw, and most pitch, of a face from which the neutral is learned."""


def _most(name: str) -> float:
    if name.startswith("eyeLook"):  # a camera above the screen sees eyes that look down
        return 0.25 if "Down" in name or "Up" in name else 0.0
    shown = ("Smile", "Dimple", "jawOpen", "mouthUpperUp", "mouthLowerDown")  # teeth
    return 0.15 if any(part in name for part in shown) else 0.4


MOST_REST: Final = np.array([_most(name) for name in ARKIT], np.float32)
"""Most that is taken for the face's own: a smile may be kept up for minutes and stays a smile."""

EYES_AND_LIDS: Final = np.array([name.startswith(("eyeLook", "eyeBlink")) for name in ARKIT])
"""Shapes without a range of their own: how far the eyes turn is the gaze's, and how far they are
shut the lids'."""

PROVEN_FROM: Final = np.where(EYES_AND_LIDS, np.inf, 0.4)
"""Rise above rest from which a range begins to count, in full at twice that. Half a smile is not
blown up to a whole one because nothing more was seen."""

BLINKING: Final = np.array([name.startswith("eyeBlink") for name in ARKIT])

COUPLINGS: Final = {"mouthClose": "jawOpen"}
"""Lips can be closed over a jaw no farther than it is open. Source: ARKit's mouthClose is "closing
of the lips independent of jaw position"."""


COUPLED: Final = coupled(COUPLINGS.items())


class Running(Component):
    """What has been learned of one face; it outlives the moments in which the face is lost."""

    on = Face
    frontal: Array = column(dtype="f8", unit="s")  # seconds of evidence
    pictures: Array = column(dtype="i8", unit="1")
    at: Array = column(dtype="f8", unit="s", default=math.nan)
    rest: Array = column(52, unit="1")
    rest_spread: Array = column(52, unit="1")
    last: Array = column(52, unit="1")
    reached: Array = column(52, unit="1")  # highest above rest that was held for two pictures
    measures: Array = column(len(NAMES), unit="1, mm")
    measures_spread: Array = column(len(NAMES), unit="1, mm")


def frontal(head: HeadPose) -> bool:
    """Whether a head faces the camera well enough to learn its neutral from."""
    yaw, pitch, _ = head.yaw_pitch_roll
    return bool(head.trusted) and abs(yaw) < FRONTAL and abs(pitch) < FRONTAL


def learn(state: Running, weights: Floats, measures: Floats, at: float) -> None:
    """Take one more picture of a frontal face into the running neutral and ranges."""
    first = math.isnan(state.at)
    state.frontal += 0.0 if first else min(max(at - float(state.at), 0.0), 0.1)
    state.at[...] = at
    count = int(state.pictures)
    if float(state.frontal) < NEUTRAL_FREEZES:
        share = max(REST_SHARE, 1 / (count + 2))  # a lower one cannot be told from so few
        advance(state.rest, state.rest_spread, weights, share, count)
        shares = np.maximum(MEASURE_SHARES, share)
        advance(state.measures, state.measures_spread, shut(measures, weights), shares, count)
    state.pictures += 1


def reach(state: Running, weights: Floats) -> None:
    """Take a picture's weights above rest, helped by the mesh, into the running ranges."""
    if TRUSTED_AFTER <= float(state.frontal) < RANGE_FREEZES:
        held = np.minimum(state.last, weights)
        np.maximum(state.reached, held, out=state.reached)
        state.last[...] = weights


def shut(measures: Floats, weights: Floats) -> Floats:
    """Return the measures of the same face with its mouth shut, as far as the net can tell.

    A mouth that is open from the first picture, or in the only one, is not its rest.
    """
    out = measures.copy()
    out[MEASURE["jaw"]] -= DROP * weights[JAW_OPEN]
    return out


def trust(state: Running) -> float:
    """Return how well the neutral is known, 0..1."""
    return min(float(state.frontal) / TRUSTED_AFTER, 1.0)


def automatic(state: Running) -> Response:
    """Return the response that takes the face's own rest off and widens well proven ranges."""
    offset = np.clip(state.rest, 0, MOST_REST) * np.float32(trust(state))
    seen = (float(state.frontal) - RANGE_BEGINS) / (RANGE_COUNTS - RANGE_BEGINS)
    reached = offset + (1 - offset) * state.reached
    full = proven_full(offset, reached, min(max(seen, 0.0), 1.0))
    gain, curve = widened(offset, full)
    return Response(offset=offset, gain=gain, curve=curve, couplings=COUPLED)


def proven_full(rest: Floats, reached: Floats, sure: float = 1.0) -> Floats:
    """Return the weight that counts as 1, of what was reached without being asked for.

    Without proof, `sure` 0 or little reached, it is 1 above rest: the rest is taken off, and
    nothing becomes steeper. A shut eye is shut, whatever the net says of open ones.
    """
    most = 1 + np.where(BLINKING, 0, rest)
    proven = np.float32(sure) * np.clip((reached - rest) / PROVEN_FROM - 1, 0, 1)
    full = most - proven * (most - np.clip(np.maximum(reached, rest), 0, 1))
    return np.asarray(full, np.float32)
