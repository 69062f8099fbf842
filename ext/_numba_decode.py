"""Detector outputs to boxes and key points in Numba."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ext._numba_types import FLOAT, compile_once, f4, kernel

Floats = NDArray[np.float32]


@kernel
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
    limit, found = np.float32(threshold), 0
    for i in range(len(conf)):
        if not conf[i, 1] >= limit:
            continue
        x, y = priors[i, 0] * width, priors[i, 1] * height
        side_x, side_y = priors[i, 2] * width, priors[i, 3] * height
        middle_x, middle_y = x + loc[i, 0] * 0.1 * side_x, y + loc[i, 1] * 0.1 * side_y
        half_x, half_y = side_x * np.exp(loc[i, 2] * 0.2) / 2, side_y * np.exp(loc[i, 3] * 0.2) / 2
        boxes[found, 0], boxes[found, 2] = middle_x - half_x, middle_x + half_x
        boxes[found, 1], boxes[found, 3] = middle_y - half_y, middle_y + half_y
        for k in range(0, 10, 2):
            points[found, k] = x + landms[i, k] * 0.1 * side_x
            points[found, k + 1] = y + landms[i, k + 1] * 0.1 * side_y
        scores[found] = conf[i, 1]
        found += 1
    return found


@kernel
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
    limit, unit, found = np.float32(threshold), side / 128, 0
    for i in range(len(logits)):
        if not logits[i] >= limit or regressors[i, 2] < 0 or regressors[i, 3] < 0:
            continue
        x, y = anchors[i, 0] * side + left, anchors[i, 1] * side + top
        middle_x, middle_y = x + regressors[i, 0] * unit, y + regressors[i, 1] * unit
        half_x, half_y = regressors[i, 2] * unit / 2, regressors[i, 3] * unit / 2
        boxes[found, 0], boxes[found, 2] = middle_x - half_x, middle_x + half_x
        boxes[found, 1], boxes[found, 3] = middle_y - half_y, middle_y + half_y
        for k in range(0, 12, 2):
            points[found, k] = x + regressors[i, 4 + k] * unit
            points[found, k + 1] = y + regressors[i, 5 + k] * unit
        scores[found] = 1 / (1 + np.exp(-logits[i]))
        found += 1
    return found


def warm_up() -> None:
    """Compile both kernels."""
    outputs = f4(2, out=True), f4(1, out=True), f4(2, out=True)
    compile_once(retinaface, f4(2), f4(2), f4(2), f4(2), FLOAT, FLOAT, FLOAT, *outputs)
    compile_once(blazeface, f4(2), f4(1), f4(2), FLOAT, FLOAT, FLOAT, FLOAT, *outputs)
