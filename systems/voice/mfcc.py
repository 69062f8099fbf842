"""Mel-frequency cepstral coefficients and their slopes, streaming and offline from one code."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct

from systems.voice.framing import RATE, Framing, Samples, sliced
from systems.voice.mel import mel

Rows = NDArray[np.float64]

SIZE = 512  # of the Fourier transform
FILTERS = 26
CEPSTRA = 13
LIFTER = 22
EMPHASIS = 0.97
"""The defaults of python_speech_features, which the data of talking heads are made with."""


class Mode(StrEnum):
    """What stands beside the 13 coefficients."""

    COMPAT = "compat"  # slopes over one and over two rows, as talking_face_preprocessing has it
    STANDARD = "standard"  # slope over two rows, and the slope of that


def mfcc(samples: Samples, mode: Mode = Mode.COMPAT) -> Rows:
    """Return the (T, 39) rows of a whole recording.

    Parameters
    ----------
    samples : (n,) float32
        16 kHz, mono, -1..1.
    mode : Mode

    Returns
    -------
    (T, 39) float64
        100 rows a second: T is 0 for n = 0, 1 up to n = 400, else ``1 + ceil((n - 400) / 160)``.
        13 coefficients, the first replaced by the logarithm of the energy; then two blocks of
        slopes, as `mode` says.

    Notes
    -----
    `compat` equals ``mfcc(x, winlen=.025, winstep=.01)`` of python_speech_features 0.6, stacked
    with its ``delta(m, 1)`` and ``delta(m, 2)``: there, the second argument is a reach in rows and
    not an order. About 1 ms a second of sound.
    """
    stream = Mfcc(mode)
    return np.concatenate([*map(stream.push, sliced(samples)), stream.finish()])


class Mfcc:
    """The rows of `mfcc` as the sound comes in, as late as their slopes need: 2 or 4 rows."""

    def __init__(self, mode: Mode = Mode.COMPAT) -> None:
        self._cepstra = Cepstra()
        self._chained = mode is Mode.STANDARD
        self._slopes = Slope(2 if self._chained else 1), Slope(2)
        self._waiting = [np.zeros((0, CEPSTRA))] * 3

    def push(self, samples: Samples) -> Rows:
        """Take a block of samples and return the (n, 39) rows that it completes."""
        static = self._cepstra.push(samples)
        first = self._slopes[0].push(static)
        second = self._slopes[1].push(first if self._chained else static)
        return self._completed(static, first, second)

    def finish(self) -> Rows:
        """Return the rest, the sound padded with zeros, and begin a new stream."""
        static = self._cepstra.finish()
        first = np.concatenate([self._slopes[0].push(static), self._slopes[0].finish()])
        source = first if self._chained else static
        second = np.concatenate([self._slopes[1].push(source), self._slopes[1].finish()])
        return self._completed(static, first, second)

    def _completed(self, *new: Rows) -> Rows:
        blocks = [np.concatenate(pair) for pair in zip(self._waiting, new, strict=True)]
        count = min(map(len, blocks))
        self._waiting = [block[count:] for block in blocks]
        return np.hstack([block[:count] for block in blocks])


class Cepstra:
    """The 13 coefficients alone."""

    def __init__(self) -> None:
        self._framing = Framing()
        self._triangles = _triangles().T
        order = np.arange(CEPSTRA)
        self._lift = 1 + LIFTER / 2 * np.sin(np.pi * order / LIFTER)
        self._last: Samples | None = None

    def push(self, samples: Samples) -> Rows:
        """Take a block of samples and return the (n, 13) rows that it completes."""
        return self._rows(self._framing.push(self._emphasized(samples)))

    def finish(self) -> Rows:
        """Return the rest and begin a new stream."""
        self._last = None
        return self._rows(self._framing.finish())

    def _emphasized(self, samples: Samples) -> Samples:
        """Boost the highs. In single precision, as the original does: double is 1e-4 away."""
        samples = np.asarray(samples, np.float32)
        if len(samples) == 0:
            return samples
        last = np.zeros(1, np.float32) if self._last is None else self._last
        self._last = samples[-1:].copy()
        emphasized: Samples = samples - np.float32(EMPHASIS) * np.append(last, samples[:-1])
        return emphasized

    def _rows(self, frames: Samples) -> Rows:
        spectrum = np.fft.rfft(frames.astype(np.float64), SIZE)
        power = (spectrum.real**2 + spectrum.imag**2) / SIZE
        tiny = np.finfo(float).eps
        bands = power @ self._triangles
        bands[bands == 0] = tiny
        energy = power.sum(axis=1)
        energy[energy == 0] = tiny
        rows: Rows = dct(np.log(bands), norm="ortho")[:, :CEPSTRA] * self._lift
        rows[:, 0] = np.log(energy)
        return rows


class Slope:
    """Least-squares slope of each column over `reach` rows to both sides; the ends are repeated."""

    def __init__(self, reach: int) -> None:
        self._reach = reach
        steps = np.arange(-reach, reach + 1)
        self._weights = steps / (steps @ steps)
        self._rows: Rows | None = None

    def push(self, rows: Rows) -> Rows:
        """Take rows and return the slopes at those that have enough rows after them."""
        if len(rows) == 0:
            return rows
        before = np.repeat(rows[:1], self._reach, axis=0) if self._rows is None else self._rows
        stream = np.concatenate([before, rows])
        count = max(0, len(stream) - 2 * self._reach)
        self._rows = stream[count:]
        slopes = np.zeros((count, rows.shape[1]))
        for step, weight in enumerate(self._weights):
            slopes += weight * stream[step : step + count]
        return slopes

    def finish(self) -> Rows:
        """Return the slopes at the last rows and begin a new stream."""
        if self._rows is None:
            return np.zeros((0, CEPSTRA))
        rest = self.push(np.repeat(self._rows[-1:], self._reach, axis=0))
        self._rows = None
        return rest


def _triangles() -> Rows:
    """Return (26, 257) triangles between bins rounded down, as python_speech_features has them."""
    edges = np.linspace(0.0, mel(np.array([RATE / 2]))[0], FILTERS + 2)
    hertz = 700 * (10 ** (edges / 2595) - 1)
    bins = np.floor((SIZE + 1) * hertz / RATE)
    low, middle, high = bins[:-2, None], bins[1:-1, None], bins[2:, None]
    places = np.arange(SIZE // 2 + 1)
    rising, falling = (places - low) / (middle - low), (high - places) / (high - middle)
    triangles: Rows = np.minimum(rising, falling).clip(min=0)
    return triangles
