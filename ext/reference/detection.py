"""Oracles of the detection kernels: suppression, priors, decoding."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


def _iou(a: Doubles, b: Doubles) -> float:
    """Return intersection over union of two boxes; 0 where the intersection is empty."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    area = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
    return float(width * height / (area - width * height))


def _best_first(scores: Floats) -> list[int]:
    return sorted(range(len(scores)), key=lambda i: (-scores[i], i))


def nms(boxes: Floats, scores: Floats, threshold: float) -> NDArray[np.intp]:
    """Return the kept indices, best first."""
    rows, kept = boxes.astype(np.float64), list[int]()
    for i in _best_first(scores):
        if all(_iou(rows[i], rows[k]) <= threshold for k in kept):
            kept.append(i)
    return np.array(kept, np.intp)


def nms_weighted(
    boxes: Floats, points: Floats, scores: Floats, threshold: float
) -> tuple[Doubles, Doubles, Doubles]:
    """Return merged boxes, points and scores, best first."""
    rows = np.concatenate([boxes, points], axis=1).astype(np.float64)
    weight = scores.astype(np.float64)
    rest, merged, best_scores = _best_first(scores), list[Doubles](), list[float]()
    while rest:
        best = rest[0]
        group = [i for i in rest if _iou(rows[i], rows[best]) > threshold]
        merged.append(np.average(rows[group or [best]], axis=0, weights=weight[group or [best]]))
        best_scores.append(float(weight[best]))
        if not group:
            break
        rest = [i for i in rest if i not in group]
    table = np.array(merged).reshape(-1, rows.shape[1])
    return table[:, :4], table[:, 4:], np.array(best_scores)
