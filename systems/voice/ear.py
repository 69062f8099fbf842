"""From sound to what is heard in it, streaming and offline from one code."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from systems.topology import VISEMES
from systems.voice.activity import CHUNK, Activity, Gate
from systems.voice.framing import HOP, MIDDLE, RATE, WINDOW, Samples, sliced
from systems.voice.heard import shut_mouth
from systems.voice.level import Level
from systems.voice.leveller import Leveller
from systems.voice.mel import LogMel
from systems.voice.pitch import SPAN, Pitch

Floats = NDArray[np.float32]

HOLD = 20
"""Rows for which the noise gate stays open after the last block that opened it: longer than the
closure of a stop, 64 to 69 ms on average (Byrd, 54,000 American stops, 1993), and a soft ending."""

AHEAD = 5
"""Rows before such a block from which on it is open: what the visemes' net looks ahead."""

FORESIGHT = 3
"""Rows by which the surer detector is asked ahead of each: as many as its chunks are over when the
visemes of the row can be told, so that it keeps nobody waiting. Without them 1 % of the rows of
speech are lost, mostly unvoiced beginnings of words, instead of 0.4 % (five readings of LibriVox,
20 sentences each of festival and espeak-ng, spoken and whispered, with noise at 20 dB)."""

UNVOICED = 0.3
"""Probability of speech below which, `HOLD` rows back and `FORESIGHT` ahead, the mouth is shut. At
0.5 the first 0.1 s of some whispered words is lost, at 0.2 nothing is won (on the same)."""

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
    voiced: Floats  # (n,) probability that somebody speaks, then or `FORESIGHT` rows later
    pitch: Floats  # (n,) Hz, 0 where there is none


class Ear:
    """Hears mono sound of 16 kHz.

    Parameters
    ----------
    visemes : VisemeRows
        The net.
    activity : Activity
        The surer detector of speech: where it hears no voice, as in music, the mouth stays shut.
    gate : float
        dB; the mouth stays shut as well where the sound is not louder, or is not like speech to
        WebRTC's detector.

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
        self._leveller = Leveller()
        self.delay = max(visemes.delay, SPAN / 2 / RATE)
        self.reset()

    def reset(self) -> None:
        """Begin a new stream."""
        for part in (self._visemes, self._activity, self._mel, self._level, self._pitch):
            part.reset()
        self._gate.reset()
        self._leveller.reset()
        self._waiting = _no_rows()
        self._chunks: Floats = np.zeros(0, np.float32)
        self._speechlike = np.zeros(HOLD, bool)
        self._loud = np.zeros(HOLD, bool)
        self._voices = np.zeros(HOLD, bool)
        self._count = 0
        self._first_chunk = 0

    def push(self, samples: Samples) -> Rows:
        """Take a block of samples and return the rows that can be told now, in order."""
        levels = self._level.push(samples)
        chunks = self._activity.push(samples)
        self._chunks = np.append(self._chunks, chunks)
        self._speechlike = np.append(self._speechlike, self._gate.push(samples))
        self._loud = np.append(self._loud, levels > self._threshold)
        new = Rows(
            self._visemes.push(self._leveller.push(self._mel.push(samples), chunks)),
            levels,
            self._voiced(len(self._waiting.voiced)),
            self._pitch.push(samples),
        )
        return self._completed(new)

    def hear(self, samples: Samples) -> Rows:
        """Return all rows of a whole recording: 0 under 25 ms, then 1 and 1 more per 10 ms."""
        self.reset()
        count = max(0, 1 + (len(samples) - WINDOW) // HOP)
        silence = np.zeros(round(self.delay * RATE) + CHUNK, np.float32)
        parts = [*map(self.push, sliced(samples)), self.push(silence)]
        return Rows(*(np.concatenate(column)[:count] for column in zip(*parts, strict=True)))

    def _voiced(self, waiting: int) -> Floats:
        """Return the probability of every further row of which all chunks asked are over."""
        told, over = self._count + waiting, (self._first_chunk + len(self._chunks)) * CHUNK
        asked = MIDDLE + FORESIGHT * HOP
        rows = np.arange(told, max(told, (over - asked - 1) // HOP + 1))
        now, soon = ((rows * HOP + place) // CHUNK - self._first_chunk for place in (MIDDLE, asked))
        voiced: Floats = np.maximum(self._chunks[now], self._chunks[soon])
        if len(rows):
            self._chunks = self._chunks[now[-1] :]
            self._first_chunk += int(now[-1])
        return voiced

    def _completed(self, new: Rows) -> Rows:
        columns = [np.concatenate(pair) for pair in zip(self._waiting, new, strict=True)]
        gates = min(len(self._speechlike), len(self._loud)) - HOLD - AHEAD
        count = max(0, min(gates, *map(len, columns)))
        self._waiting = Rows(*(column[count:] for column in columns))
        rows = Rows(*(column[:count] for column in columns))
        rows.visemes[~(self._opened(count) & self._spoken(rows.voiced))] = shut_mouth()
        self._count += count
        return rows

    def _opened(self, count: int) -> NDArray[np.bool_]:
        """Return whether the gate opens around each of the next rows."""
        both = min(len(self._speechlike), len(self._loud))
        opened = self._speechlike[:both] & self._loud[:both]
        self._speechlike, self._loud = self._speechlike[count:], self._loud[count:]
        return _any_of(opened, HOLD + 1 + AHEAD)[:count]

    def _spoken(self, voiced: Floats) -> NDArray[np.bool_]:
        """Return whether the surer detector hears a voice around each of the next rows."""
        voices = np.append(self._voices, voiced >= UNVOICED)
        self._voices = voices[len(voiced) :]
        return _any_of(voices, HOLD + 1)[: len(voiced)]


def _any_of(rows: NDArray[np.bool_], span: int) -> NDArray[np.bool_]:
    """Return whether any of every `span` neighbours is set, (n - span + 1,); none of too few."""
    if len(rows) < span:
        return np.zeros(0, bool)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(rows, span).any(axis=1))


def _no_rows() -> Rows:
    none = np.zeros(0, np.float32)
    return Rows(np.zeros((0, len(VISEMES)), np.float32), none, none, none)
