"""The mouth of a whole recording, as rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.topology import VISEME_SHAPES, VISEMES
from systems.voice.framing import STEP
from systems.voice.heard import shut_mouth
from systems.voice.lipsync.coarticulation import CLOSURES, Mouth
from systems.voice.lipsync.phones import Shown

Floats = NDArray[np.float32]

LEAD: Final = 0.03
"""Seconds that the mouth moves before the sound, so that after its own inertia lips touch when the
sound of a p begins. A recording can be looked ahead in; a live voice cannot."""


@dataclass(frozen=True)
class MouthTrack:
    """What a mouth does.

    Attributes
    ----------
    time : (T,) float64
        Seconds from the start of the sound.
    visemes : (T, 15) float32
        What is shown, sum 1, in the order of `topology.VISEMES`.
    blendshapes : (T, 52) float32
        The same, in the order of `topology.ARKIT`.
    """

    time: NDArray[np.float64]
    visemes: Floats
    blendshapes: Floats


def mouth_track(visemes: Floats, voiced: Floats, seconds: float, fps: float) -> MouthTrack:
    """Return the track of rows of what is heard.

    Parameters
    ----------
    visemes : ndarray, (n, 15)
        Row k describes the time ``k * STEP``.
    voiced : ndarray, (n,)
        Probability that somebody speaks.
    seconds : float
        Length of the sound.
    fps : float
        Rows a second of the track.
    """
    time = np.arange(max(1, int(np.ceil(seconds * fps - 1e-6)))) / fps
    mouth, heard = Mouth(), _held(visemes)
    steps = np.array([mouth.step(row, v, STEP) for row, v in zip(heard, voiced, strict=True)])
    moved = np.arange(len(steps)) * STEP - LEAD
    shown = np.stack([np.interp(time, moved, column) for column in steps.T], 1).astype(np.float32)
    return MouthTrack(time, shown, shown @ VISEME_SHAPES)


def _held(visemes: Floats) -> Floats:
    """Return rows in which closures last `LEAD` longer, so that lips part when the sound ends."""
    held = visemes.copy()
    for later in range(1, round(LEAD / STEP) + 1):
        held[later:, CLOSURES] = np.maximum(held[later:, CLOSURES], visemes[:-later, CLOSURES])
    return held


def rows_of(shown: Sequence[Shown], seconds: float) -> Floats:
    """Return the visemes on a time line as rows (n, 15) each `STEP`; silence between them."""
    count = max(1, round(seconds / STEP))
    rows = np.tile(shut_mouth(), (count, 1))
    for start, end, viseme in shown:
        # Each has a row at least: a tap of 5 ms is seen, too.
        first = min(round(start / STEP), count - 1)
        rows[first : max(round(end / STEP), first + 1)] = np.eye(len(VISEMES))[viseme]
    return rows
