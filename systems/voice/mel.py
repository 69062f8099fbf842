"""Log-mel energies, streaming and offline from one code."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from systems.voice.framing import Framing, Samples

LOWEST = 60.0
HIGHEST = 7600.0
"""Hz; outside lies hum below and, in compressed sound, nothing above."""

FLOOR = 1e-7
"""Least energy: that of white noise about 65 dB below full scale."""


def mel(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return HTK's mel scale: ``2595 log10(1 + f / 700)``."""
    return 2595.0 * np.log10(1.0 + hertz / 700.0)


def mel_triangles(bands: int, size: int, rate: int) -> NDArray[np.float64]:
    """Return (bands, size // 2 + 1) triangles of height 1, equally wide in mel.

    Parameters
    ----------
    bands : int
    size : int
        Of the Fourier transform.
    rate : int
        Samples a second.
    """
    bins = mel(np.arange(size // 2 + 1) * rate / size)
    low, high = mel(np.array([LOWEST, min(HIGHEST, rate / 2)]))
    step = (high - low) / (bands + 1)
    centres = low + step * np.arange(1, bands + 1)
    triangles: NDArray[np.float64] = 1.0 - np.abs(bins - centres[:, None]) / step
    return triangles.clip(min=0.0)


class LogMel:
    """Natural logarithm of the energy in mel bands, one row per hop.

    Parameters
    ----------
    rate : int
        Samples a second.
    bands : int
    hop, window : int
        Samples; row k describes the samples from ``k * hop`` up to ``k * hop + window``.

    Notes
    -----
    Hann window, power of a Fourier transform of the next power of two divided by its size, summed
    under `mel_triangles`. About 10 us a row.
    """

    def __init__(
        self, rate: int = 16000, bands: int = 40, hop: int = 160, window: int = 400
    ) -> None:
        self._size = 1 << (window - 1).bit_length()
        self._taper = np.hanning(window + 1)[:-1]
        self._triangles = mel_triangles(bands, self._size, rate).T / self._size
        self._framing = Framing(window, hop)

    def reset(self) -> None:
        """Begin a new stream."""
        self._framing.reset()

    def push(self, samples: Samples) -> NDArray[np.float32]:
        """Take a block of mono samples, -1..1, and return the (n, bands) rows that it completes."""
        frames = self._framing.push(samples)
        spectrum = np.fft.rfft(frames * self._taper, self._size)
        power = spectrum.real**2 + spectrum.imag**2
        energies = np.log(power @ self._triangles + FLOOR)
        return energies.astype(np.float32)
