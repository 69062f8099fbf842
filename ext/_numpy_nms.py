"""Non-maximum suppression in numpy, float32: runs where nothing was compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]


def _overlap(boxes: Floats, best: np.intp, others: Indices, threshold: float) -> NDArray[np.bool_]:
    a, b = boxes[best], boxes[others]
    size = np.maximum(np.minimum(a[2:], b[:, 2:]) - np.maximum(a[:2], b[:, :2]), 0)
    inter = size[:, 0] * size[:, 1]
    area = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    union = (a[2] - a[0]) * (a[3] - a[1]) + area - inter
    hits: NDArray[np.bool_] = (inter > 0) & (inter > np.float32(threshold) * union)
    return hits


def greedy(boxes: Floats, scores: Floats, threshold: float, keep: Indices) -> int:
    """See `ext.nms.nms`."""
    order = np.argsort(-scores, kind="stable")
    kept = 0
    while len(order):
        best, order = order[0], order[1:]
        keep[kept] = best
        kept += 1
        order = order[~_overlap(boxes, best, order, threshold)]
    return kept


def weighted(
    boxes: Floats,
    points: Floats,
    scores: Floats,
    threshold: float,
    order: Indices,
    out_boxes: Floats,
    out_points: Floats,
    out_scores: Floats,
) -> int:
    """See `ext.nms.nms_weighted`."""
    order = np.argsort(-scores, kind="stable")
    found = 0
    while len(order):
        near = _overlap(boxes, order[0], order, threshold)
        group = order[near] if near.any() else order[:1]
        weight = scores[group] / scores[group].sum()
        out_boxes[found] = weight @ boxes[group]
        out_points[found] = weight @ points[group]
        out_scores[found] = scores[order[0]]
        found += 1
        if not near.any():
            break
        order = order[~near]
    return found
