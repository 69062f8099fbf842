"""A quantile of what comes in, without keeping it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

STEP = 3.0
"""First step in spreads; at 1 / (density x spread), about 2.5 for a bell curve, it is optimal."""


def advance(
    value: Floats,
    spread: Floats,
    sample: Floats,
    share: float | NDArray[np.float64],
    count: int,
) -> None:
    """Take one more sample into running quantiles, in place.

    Parameters
    ----------
    value : (N,) float32
        The quantiles so far.
    spread : (N,) float32
        Mean distance of the samples from them.
    sample : (N,) float32
    share : float or (N,) float64
        Which quantile, 0..1.
    count : int
        Samples that came before this one.

    Notes
    -----
    Stochastic approximation: the value goes up by `share` and down by ``1 - share`` of a step that
    shrinks as 1 / n, whatever the distance, so that one wild sample moves it no farther than any.
    Source: Robbins & Monro, "A stochastic approximation method", Ann. Math. Statist. 22(3), 1951;
    Tierney, "A space-efficient recursive procedure for estimating a quantile of an unknown
    distribution", SIAM J. Sci. Stat. Comput. 4(4), 1983.
    """
    if not count:
        value[:] = sample
        spread[:] = 0
        return
    away = sample - value
    spread += (np.abs(away) - spread) / count
    value += STEP / (count + 2) * spread * (share - (away < 0))
