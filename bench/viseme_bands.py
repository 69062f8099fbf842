"""Visemes by loudness and the balance of frequency bands: the heuristic of web lip-sync scripts.

The idea of `wawa-lipsync` written anew: no model, seven bands of a spectrum of 2048 samples, their
centroid, and rules chosen by hand. Hiss is told by height, vowels by the balance of their formants.
"""

from itertools import pairwise

import numpy as np

from systems.topology import VISEME
from systems.voice.framing import HOP, RATE, WINDOW

SIZE = 2048
EDGES = (50, 200, 400, 800, 1500, 2500, 4000, 8000)  # Hz
QUIET = 0.06  # of the loudest so far
FADING = 0.999  # of the loudest, each row


def bands(samples):
    """Return the (T, 7) mean amplitudes in the bands, and the (T,) centroids, Hz."""
    count = max((len(samples) - WINDOW) // HOP + 1, 0)
    padded = np.pad(samples, (SIZE - WINDOW) // 2 + 1)
    frames = np.lib.stride_tricks.sliding_window_view(padded, SIZE)[::HOP][:count]
    spectra = np.abs(np.fft.rfft(frames * np.blackman(SIZE)))
    hertz = np.fft.rfftfreq(SIZE, 1 / RATE)
    inside = [(hertz >= low) & (hertz < high) for low, high in pairwise(EDGES)]
    amplitudes = np.stack([spectra[:, mask].mean(axis=1) for mask in inside], axis=1)
    return amplitudes, (spectra * hertz).sum(axis=1) / (spectra.sum(axis=1) + 1e-9)


def visemes(samples):
    """Return (T, 15) weights, 1 for the viseme that the rules choose."""
    amplitudes, centroids = bands(samples)
    told = np.zeros((len(centroids), len(VISEME)), np.float32)
    loudest = 1e-3
    for row, (amplitude, centroid) in enumerate(zip(amplitudes, centroids, strict=True)):
        loudest = max(loudest * FADING, float(amplitude.mean()))
        name = rule(amplitude / loudest, centroid)
        told[row, VISEME[name]] = 1
    return told


def rule(amplitude, centroid):
    """Return the viseme of seven amplitudes, relative to the loudest mean so far."""
    hum, low, first, open_, second, high, hiss = amplitude
    if amplitude.mean() < QUIET:
        return "sil"
    if centroid > 3500:
        return "SS" if hiss > high else "CH"
    if centroid > 2400:
        return "FF" if amplitude.mean() < 3 * QUIET else "DD"
    if amplitude.mean() < 3 * QUIET:
        return "PP" if hum > first else "kk"
    return vowel(hum + low, first, open_, second + high)


def vowel(low, first, open_, second):
    """Return the vowel or nasal of the amplitudes around its formants."""
    if open_ > 0.7 * first and open_ > second:
        return "aa"
    if second > 0.35 * low:
        return "I" if first < 0.4 * low else "E"
    if first > 0.8 * low:
        return "O"
    return "U" if first > 0.3 * low else "nn"
