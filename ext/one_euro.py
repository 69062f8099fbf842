"""The One Euro filter: smooth when slow, quick when fast."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ext.backend import load
from ext.contract import F4, INTP, require

_kernel = load("one_euro")

Floats = NDArray[np.float32]


def one_euro_step(
    value: Floats,
    slope: Floats,
    sample: Floats,
    rows: NDArray[np.intp],
    *,
    dt: float,
    min_cutoff: float = 1.0,
    beta: float = 0.0,
    slope_cutoff: float = 1.0,
    previous: Floats | None = None,
    scale: float = 1.0,
) -> None:
    """Advance the filter by one sample, in place.

    To start a row, copy its first sample into `value` (and `previous`) and zero its `slope`.

    Parameters
    ----------
    value, slope : (N, K) float32
        Filter state: the filtered signal, and its smoothed slope in `scale` per second.
    sample : (N, K) float32
        New measurements, same unit as `value`.
    rows : (M,) intp
        Rows to advance. Rows not listed keep their state untouched.
    dt : float
        Seconds since the previous sample; must be positive.
    min_cutoff : float, default 1.0
        Cutoff at rest, Hz. Lower removes more jitter and adds more lag.
    beta : float, default 0.0
        Cutoff gained per unit of slope, Hz. Higher removes lag in motion.
    slope_cutoff : float, default 1.0
        Cutoff of the slope's own low pass, Hz.
    previous : (N, K) float32, optional
        The last raw samples, where the slope is to be measured between raw samples as MediaPipe
        does; updated in place. Left out, it is measured from the filtered value, as the paper does.
    scale : float, default 1.0
        Slopes are divided by it (MediaPipe: the size of the face, px).

    Raises
    ------
    ValueError
        If `dt` or `scale` is not positive, shapes or dtypes differ, or a row is out of range.

    Notes
    -----
    O(M K), allocates nothing, releases the GIL. Oracle: `reference.one_euro_step`.
    Source: Casiez, Roussel & Vogel, "1 Euro Filter", CHI 2012, doi:10.1145/2207676.2208639;
    `previous` and `scale` after MediaPipe's `LandmarksSmoothingCalculator` (Apache-2.0).
    """
    if not dt > 0:  # also refuses NaN
        msg = f"dt must be positive seconds, got {dt!r}"
        raise ValueError(msg)
    if not scale > 0:
        msg = f"scale must be positive, got {scale!r}"
        raise ValueError(msg)
    shape = sample.shape[0], sample.shape[-1]
    previous = value if previous is None else previous
    require("sample", sample, F4, *shape)
    require("value", value, F4, *shape)
    require("slope", slope, F4, *shape)
    require("previous", previous, F4, *shape)
    _check_rows(rows, shape[0])
    _kernel.step(value, slope, previous, sample, rows, dt, scale, min_cutoff, beta, slope_cutoff)


def _check_rows(rows: NDArray[np.intp], count: int) -> None:
    require("rows", rows, INTP, len(rows))
    for row in rows.tolist():  # a handful: quicker than numpy's min and max
        if not 0 <= row < count:
            msg = f"rows must be in 0..{count - 1}, got {row}"
            raise ValueError(msg)
