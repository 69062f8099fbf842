"""The pitch of a voice by the YIN method.

De Cheveigné and Kawahara, YIN, a fundamental frequency estimator for speech and music, JASA 111,
2002: steps 1 to 5.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from systems.voice.framing import HOP, RATE, WINDOW, Framing, Samples

LOWEST, HIGHEST = 60.0, 500.0
"""Hz: from a deep male voice to a child's."""

THRESHOLD = 0.15
"""Share of aperiodic power up to which a sound has a pitch; the paper's example is 0.1."""

SPAN = 1024
"""Samples a pitch is looked for in: two periods of the lowest and more."""

LONGEST = int(RATE / LOWEST)
SHORTEST = int(RATE / HIGHEST)


def pitch(frames: Samples) -> NDArray[np.float32]:
    """Return the pitch of (n, 1024) frames at 16 kHz in Hz; 0 where there is none.

    Notes
    -----
    About 0.1 ms a frame.
    """
    dips = _normalized(_difference(frames.astype(np.float64)))
    return np.array([_frequency(dip) for dip in dips], np.float32)


class Pitch:
    """The pitch of a stream, one value per hop, in the middle of the row of `LogMel`."""

    def __init__(self) -> None:
        self._framing = Framing(SPAN, HOP)
        self.reset()

    def reset(self) -> None:
        """Begin a new stream."""
        self._framing.reset()
        self._framing.push(np.zeros((SPAN - WINDOW) // 2, np.float32))

    def push(self, samples: Samples) -> NDArray[np.float32]:
        """Take a block of samples and return the values that it completes."""
        return pitch(self._framing.push(samples))


def _difference(frames: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n, LONGEST + 2) squared differences between a window and its shifted self."""
    lags = LONGEST + 2
    window = SPAN - lags
    head = np.fft.rfft(frames[:, :window], 2 * SPAN)
    whole = np.fft.rfft(frames, 2 * SPAN)
    product = np.fft.irfft(head.conj() * whole, 2 * SPAN)[:, :lags]
    sums = np.cumsum(np.pad(frames**2, ((0, 0), (1, 0))), axis=1)
    power = sums[:, window : window + lags] - sums[:, :lags]
    difference: NDArray[np.float64] = power[:, :1] + power - 2 * product
    return difference.clip(min=0)


def _normalized(difference: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide by the mean over all shorter lags; 1 where nothing is heard."""
    lags = np.arange(1, difference.shape[1])
    means = np.cumsum(difference[:, 1:], axis=1) / lags
    normalized = np.ones_like(difference)
    np.divide(difference[:, 1:], means, out=normalized[:, 1:], where=means > 1e-9)
    return normalized


def _frequency(dip: NDArray[np.float64]) -> float:
    """Return the frequency at the bottom of the first dip that is deep enough."""
    deep = np.flatnonzero(dip[SHORTEST : LONGEST + 1] < THRESHOLD)
    if len(deep) == 0:
        return 0.0
    lag = SHORTEST + int(deep[0])
    while lag < LONGEST and dip[lag + 1] < dip[lag]:
        lag += 1
    before, here, after = dip[lag - 1 : lag + 2]
    bend = before - 2 * here + after
    shift = 0.5 * (before - after) / bend if bend > 0 else 0.0
    return float(RATE / (lag + np.clip(shift, -0.5, 0.5)))
