"""Weighted similarity fit in numpy by SVD: runs where nothing was compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]


def fit(
    source: Doubles,
    weights: Doubles,
    target: Doubles,
    rotation: Doubles,
    translation: Doubles,
    scale: Doubles,
) -> bool:
    """See `ext.rigid_fit.rigid_fit`."""
    if not (weights.min(initial=0) >= 0 and weights.sum() > 0):
        return False
    share = weights / weights.sum()
    a, b = share @ source, share @ target
    centred = source - a
    weighted = centred * share[:, None]
    cross = target.transpose(0, 2, 1) @ weighted
    U, _, Vt = np.linalg.svd(cross)
    U[:, :, 2] *= np.sign(np.linalg.det(U) * np.linalg.det(Vt))[:, None]
    rotation[...] = U @ Vt
    scale[...] = (rotation * cross).sum(axis=(1, 2)) / (centred * weighted).sum()
    translation[...] = b - scale[:, None] * (rotation @ a)
    return True
