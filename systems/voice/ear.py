"""From sound to what is heard in it, streaming and offline from one code."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from systems import topology
from systems.voice.activity import CHUNK, Activity, Gate
from systems.voice.framing import HOP, RATE, WINDOW, Samples
from systems.voice.level import Level
from systems.voice.mel import LogMel
from systems.voice.pitch import SPAN, Pitch

Floats = NDArray[np.float32]

HOLD = 20
"""Rows for which the noise gate stays open after the last block that opened it."""

AHEAD = 5
"""Rows before such a block from which on it is open: what the visemes' net looks ahead."""

MIDDLE = WINDOW // 2
"""Samples from the start of a row to its middle, the moment it describes."""

GATE = -60.0
"""dB below which a sound is noise, whatever it is like."""


class VisemeRows(Protocol):
    """A net from log-mel rows to visemes, a few rows late."""

    @property
    def delay(self) -> float:
        """Seconds from the middle of a row's sound until the row can be told."""

    def push(self, mel: Floats) -> Floats:
        """Take (n, bands) rows and return the (m, 15) that can be told now."""

    def reset(self) -> None:
        """Begin a new stream."""


class Rows(NamedTuple):
    """What is heard, a row per 10 ms of sound; row k describes the 25 ms from ``k * 160`` on."""

    visemes: Floats  # (n, 15)
    level: Floats  # (n,) dB of full scale
    voiced: Floats  # (n,) probability that somebody speaks
    pitch: Floats  # (n,) Hz, 0 where there is none


class Ear:
    """Hears mono sound of 16 kHz.

    Parameters
    ----------
    visemes : VisemeRows
        The net.
    activity : Activity
        The surer detector of speech, for `Rows.voiced`.
    gate : float
        dB; the mouth stays shut where the sound is not louder, or is not like speech to WebRTC's
        detector.

    Attributes
    ----------
    delay : float
        Seconds from the middle of a row's sound until the row can be told.

    Notes
    -----
    About 0.3 ms per 10 ms of sound in blocks of 10 ms, half of it for visemes and pitch.
    """

    def __init__(self, visemes: VisemeRows, activity: Activity, gate: float = GATE) -> None:
        self._visemes, self._activity, self._threshold = visemes, activity, gate
        self._mel, self._level, self._pitch, self._gate = LogMel(), Level(), Pitch(), Gate()
        self.delay = max(visemes.delay, SPAN / 2 / RATE)
        self.reset()

    def reset(self) -> None:
        """Begin a new stream."""
        for part in (self._visemes, self._activity, self._mel, self._level, self._pitch):
            part.reset()
        self._gate.reset()
        self._waiting = _no_rows()
        self._chunks: Floats = np.zeros(0, np.float32)
        self._speechlike = np.zeros(HOLD, bool)
        self._loud = np.zeros(HOLD, bool)
        self._count = 0
        self._first_chunk = 0

    def push(self, samples: Samples) -> Rows:
        """Take a block of samples and return the rows that can be told now, in order."""
        levels = self._level.push(samples)
        self._chunks = np.append(self._chunks, self._activity.push(samples))
        self._speechlike = np.append(self._speechlike, self._gate.push(samples))
        self._loud = np.append(self._loud, levels > self._threshold)
        new = Rows(
            self._visemes.push(self._mel.push(samples)),
            levels,
            self._chunk_of_each(len(self._waiting.voiced)),
            self._pitch.push(samples),
        )
        return self._completed(new)

    def hear(self, samples: Samples) -> Rows:
        """Return all rows of a whole recording: 0 under 25 ms, then 1 and 1 more per 10 ms."""
        self.reset()
        count = max(0, 1 + (len(samples) - WINDOW) // HOP)
        silence = np.zeros(round(self.delay * RATE) + CHUNK, np.float32)
        parts = [self.push(samples), self.push(silence)]
        return Rows(*(np.concatenate(pair)[:count] for pair in zip(*parts, strict=True)))

    def _chunk_of_each(self, waiting: int) -> Floats:
        """Return the probability of every further row whose middle lies in a chunk that is over."""
        told, over = self._count + waiting, (self._first_chunk + len(self._chunks)) * CHUNK
        rows = np.arange(told, max(told, (over - MIDDLE - 1) // HOP + 1))
        voiced: Floats = self._chunks[(rows * HOP + MIDDLE) // CHUNK - self._first_chunk]
        if len(rows):
            needed = (rows[-1] * HOP + MIDDLE) // CHUNK
            self._chunks = self._chunks[needed - self._first_chunk :]
            self._first_chunk = int(needed)
        return voiced

    def _completed(self, new: Rows) -> Rows:
        columns = [np.concatenate(pair) for pair in zip(self._waiting, new, strict=True)]
        gates = min(len(self._speechlike), len(self._loud)) - HOLD - AHEAD
        count = max(0, min(gates, *map(len, columns)))
        self._waiting = Rows(*(column[count:] for column in columns))
        rows = Rows(*(column[:count] for column in columns))
        self._shut(rows.visemes)
        self._count += count
        return rows

    def _shut(self, visemes: Floats) -> None:
        """Close the mouth in the rows around which the gate never opens."""
        count, span = len(visemes), HOLD + 1 + AHEAD
        both = min(len(self._speechlike), len(self._loud))
        opened = self._speechlike[:both] & self._loud[:both]
        if count:
            around = np.lib.stride_tricks.sliding_window_view(opened, span)[:count]
            visemes[~around.any(axis=1)] = _shut_mouth()
        self._speechlike, self._loud = self._speechlike[count:], self._loud[count:]


def _no_rows() -> Rows:
    none = np.zeros(0, np.float32)
    return Rows(np.zeros((0, len(topology.VISEMES)), np.float32), none, none, none)


def _shut_mouth() -> Floats:
    visemes = np.zeros(len(topology.VISEMES), np.float32)
    visemes[topology.VISEME["sil"]] = 1
    return visemes
