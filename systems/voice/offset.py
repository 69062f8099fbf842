"""How far sound and picture are apart, measured on a face that speaks."""

from __future__ import annotations

import logging
from collections import deque
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine import Query, Read, ResMut, Stage, fresh, system
from systems.capture.frame import Frame
from systems.components import Landmarks, MouthOpen, Speech

log = logging.getLogger("bunraku")

Floats = NDArray[np.float64]

STEP = 0.01  # s, of the common grid
WIDEST = 0.5
"""Seconds looked at to both sides: more than a Bluetooth headset is late."""

SHORTEST = 10.0
"""Seconds of speech before anything is said."""

LONGEST = 30.0
"""Seconds that are remembered."""

QUIET = -50.0
"""dB; what is softer counts as this, so that the noise of a pause has no say."""

CLEAR = 0.35
"""Least correlation: mouths that have nothing to do with the sound reach 0.3 by chance."""

LEAD = 0.03
"""Seconds by which a mouth moves before its sound when both are recorded together: it opens for
what it is about to say. Measured on one talking face; between speakers it varies by as much."""

NOTICED = 0.06
"""Seconds that are worth a word: less is within the measurement's error, and hardly seen."""


class Offset(NamedTuple):
    """How late the sound is."""

    seconds: float  # positive: the sound comes later than its picture, the natural lead taken off
    correlation: float  # of mouth and loudness, that far apart


def measure_offset(
    mouth_times: Floats, mouth: Floats, sound_times: Floats, level: Floats
) -> Offset | None:
    """Return by how much the level of a voice follows the opening of the mouth.

    Parameters
    ----------
    mouth_times, mouth : (n,)
        Seconds, and any measure of opening, at the pictures' rate.
    sound_times, level : (m,)
        Seconds and dB.

    Returns
    -------
    Offset or None
        None where less than `SHORTEST` seconds overlap or nothing correlates clearly.

    Notes
    -----
    The highest Pearson correlation over shifts of 10 ms, refined by a parabola. Good to about
    50 ms, since speakers differ in how early they open the mouth: it finds a late microphone, and
    is no clapperboard.
    """
    begin = max(mouth_times[0], sound_times[0] + WIDEST)
    grid = np.arange(begin, min(mouth_times[-1], sound_times[-1] - WIDEST), STEP)
    if len(grid) * STEP < SHORTEST:
        return None
    opening = np.interp(grid, mouth_times, mouth)
    loudness = np.maximum(level, QUIET)
    shifts = np.arange(-WIDEST, WIDEST + STEP / 2, STEP)
    fits = np.array(
        [_correlation(opening, np.interp(grid + s, sound_times, loudness)) for s in shifts]
    )
    best = int(np.argmax(fits))
    if fits[best] < CLEAR or best in (0, len(shifts) - 1):
        return None
    before, here, after = fits[best - 1 : best + 2]
    peak = shifts[best] + STEP * 0.5 * (before - after) / (before - 2 * here + after)
    return Offset(float(peak) - LEAD, float(here))


class OffsetMeter:
    """Remembers mouth and level of a run, and measures how far they are apart."""

    def __init__(self) -> None:
        self._mouth: deque[tuple[float, float]] = deque()
        self._sound: deque[tuple[float, float]] = deque()

    def see(self, captured_at: float, ratio: float) -> None:
        """Take how far the mouth stood open in a picture."""
        _remember(self._mouth, captured_at, ratio)

    def hear(self, captured_at: float, level: float) -> None:
        """Take how loud it was, dB."""
        _remember(self._sound, captured_at, level)

    def offset(self) -> Offset | None:
        """Return the offset over the last half minute; None where nothing can be said."""
        if len(self._mouth) < 2 or len(self._sound) < 2:
            return None
        mouth, sound = np.array(self._mouth).T, np.array(self._sound).T
        return measure_offset(*mouth, *sound)

    def report(self) -> None:
        """Say what would put the sound right, if it is plainly early or late."""
        offset = self.offset()
        if offset is None or abs(offset.seconds) < NOTICED:
            return
        log.warning(
            "the sound is %.0f ms %s for the mouth that is seen (correlation %.2f); "
            "try --sound-offset with %+.0f more",
            abs(1000 * offset.seconds),
            "late" if offset.seconds > 0 else "early",
            offset.correlation,
            -1000 * offset.seconds,
        )


@system(Stage.VOICE, when=fresh(Frame))
def compare_mouth_and_sound(
    faces: Query[Read[Landmarks], Read[MouthOpen]],
    speakers: Query[Read[Speech]],
    meter: ResMut[OffsetMeter],
) -> None:
    """Let the meter see the mouth of a face, and hear how loud it is."""
    face, speaker = next(iter(faces), None), next(iter(speakers), None)
    if face is not None and speaker is not None:
        meter.see(float(face[Landmarks].captured_at), float(face[MouthOpen].ratio))
        meter.hear(float(speaker[Speech].captured_at), float(speaker[Speech].level))


def _remember(kept: deque[tuple[float, float]], at: float, value: float) -> None:
    if not kept or at > kept[-1][0]:
        kept.append((at, value))
    while kept[-1][0] - kept[0][0] > LONGEST:
        kept.popleft()


def _correlation(a: Floats, b: Floats) -> float:
    a, b = a - a.mean(), b - b.mean()
    power = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / power if power > 1e-12 else 0.0
