"""One dial for the strength of all smoothing."""

from __future__ import annotations

from dataclasses import fields, replace

from systems.solve.one_euro import OneEuro
from systems.solve.smooth import Smoothing

LEAST = 1e-3
"""Strength that stands for none: cutoffs a thousand times as high pass everything."""


def softened(smoothing: Smoothing, strength: float) -> Smoothing:
    """Return a smoothing at another strength: 0 none, 1 as it is, 2 with twice the lag.

    A low-pass filter's lag is inverse to its cutoff, so that every cutoff, and its growth with
    speed, is divided by the strength, and the speed that counts as rest grows with it.
    """
    part = max(strength, LEAST)
    tunings: dict[str, OneEuro] = {f.name: getattr(smoothing, f.name) for f in fields(smoothing)}
    return Smoothing(**{name: _softened(tuning, part) for name, tuning in tunings.items()})


def _softened(tuning: OneEuro, part: float) -> OneEuro:
    return replace(
        tuning,
        min_cutoff=tuning.min_cutoff / part,
        beta=tuning.beta / part,
        quiet=tuning.quiet * part,
    )
