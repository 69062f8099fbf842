"""Log-mel energies, streaming and offline from one code."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from systems.voice.framing import RATE, WINDOW, Framing, Samples

LOWEST = 60.0
HIGHEST = 7600.0
"""Hz; outside lies hum below and, in compressed sound, nothing above."""

BANDS = 40

SIZE = 1 << (WINDOW - 1).bit_length()
"""Samples of the Fourier transform: the next power of two."""

FLOOR = 1e-7
"""Least energy: that of white noise about 65 dB below full scale."""


def mel(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return HTK's mel scale: ``2595 log10(1 + f / 700)``."""
    return 2595.0 * np.log10(1.0 + hertz / 700.0)


def mel_triangles() -> NDArray[np.float64]:
    """Return (`BANDS`, `SIZE` // 2 + 1) triangles of height 1, equally wide in mel."""
    bins = mel(np.arange(SIZE // 2 + 1) * RATE / SIZE)
    low, high = mel(np.array([LOWEST, HIGHEST]))
    step = (high - low) / (BANDS + 1)
    centres = low + step * np.arange(1, BANDS + 1)
    triangles: NDArray[np.float64] = 1.0 - np.abs(bins - centres[:, None]) / step
    return triangles.clip(min=0.0)


class LogMel:
    """Natural logarithm of the energy in mel bands, one row of `BANDS` per hop.

    Notes
    -----
    Hann window, power of a Fourier transform of `SIZE` divided by it, summed under
    `mel_triangles`. About 10 us a row.
    """

    def __init__(self) -> None:
        self._taper = np.hanning(WINDOW + 1)[:-1]
        self._triangles = mel_triangles().T / SIZE
        self._framing = Framing()

    def reset(self) -> None:
        """Begin a new stream."""
        self._framing.reset()

    def push(self, samples: Samples) -> NDArray[np.float32]:
        """Take mono samples, -1..1, and return the (n, `BANDS`) rows that they complete."""
        frames = self._framing.push(samples)
        spectrum = np.fft.rfft(frames * self._taper, SIZE)
        power = spectrum.real**2 + spectrum.imag**2
        energies = np.log(power @ self._triangles + FLOOR)
        return energies.astype(np.float32)
