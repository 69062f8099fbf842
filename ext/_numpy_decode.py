"""Detector outputs to boxes and key points in numpy, float32: runs where nothing was compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def retinaface(
    loc: Floats,
    conf: Floats,
    landms: Floats,
    priors: Floats,
    threshold: float,
    width: float,
    height: float,
    boxes: Floats,
    scores: Floats,
    points: Floats,
) -> int:
    """See `ext.decode.retinaface_decode`."""
    (rows,) = np.nonzero(conf[:, 1] >= np.float32(threshold))
    found, prior, size = len(rows), priors[rows], np.array([width, height], np.float32)
    centre = prior[:, :2] + loc[rows, :2] * np.float32(0.1) * prior[:, 2:]
    half = prior[:, 2:] * np.exp(loc[rows, 2:] * np.float32(0.2)) / 2
    boxes[:found, :2] = (centre - half) * size
    boxes[:found, 2:] = (centre + half) * size
    offset = landms[rows].reshape(-1, 5, 2) * np.float32(0.1) * prior[:, None, 2:]
    points[:found] = ((prior[:, None, :2] + offset) * size).reshape(-1, 10)
    scores[:found] = conf[rows, 1]
    return found


def blazeface(
    regressors: Floats,
    logits: Floats,
    anchors: Floats,
    threshold: float,
    side: float,
    left: float,
    top: float,
    boxes: Floats,
    scores: Floats,
    points: Floats,
) -> int:
    """See `ext.decode.blazeface_decode`."""
    valid = (logits >= np.float32(threshold)) & (regressors[:, 2:4] >= 0).all(axis=1)
    (rows,) = np.nonzero(valid)
    found, unit = len(rows), np.float32(side / 128)
    anchor = anchors[rows] * np.float32(side) + np.array([left, top], np.float32)
    regressor = regressors[rows].reshape(-1, 8, 2) * unit
    centre, half = anchor + regressor[:, 0], regressor[:, 1] / 2
    boxes[:found, :2], boxes[:found, 2:] = centre - half, centre + half
    points[:found] = (anchor[:, None] + regressor[:, 2:]).reshape(-1, 12)
    scores[:found] = 1 / (1 + np.exp(-logits[rows]))
    return found
