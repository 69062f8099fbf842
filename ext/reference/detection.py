"""Oracles of the detection kernels: suppression, priors, decoding."""

from __future__ import annotations

import math

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


def retinaface_priors(
    width: int, height: int, strides: tuple[int, ...] = (8, 16, 32)
) -> NDArray[np.float64]:
    """Return (N, 4) centre and size of each prior as fractions of the input size."""
    min_sizes = {8: (16, 32), 16: (64, 128), 32: (256, 512)}
    rows = [
        ((x + 0.5) * stride / width, (y + 0.5) * stride / height, side / width, side / height)
        for stride in strides
        for y in range(math.ceil(height / stride))
        for x in range(math.ceil(width / stride))
        for side in min_sizes[stride]
    ]
    return np.array(rows)


def blazeface_anchors() -> NDArray[np.float64]:
    """Return (896, 2) anchor centres as fractions of the input side."""
    rows = [
        ((x + 0.5) / cells, (y + 0.5) / cells)
        for cells, per_cell in ((16, 2), (8, 6))
        for y in range(cells)
        for x in range(cells)
        for _ in range(per_cell)
    ]
    return np.array(rows)


def retinaface_decode(
    loc: Floats,
    conf: Floats,
    landms: Floats,
    priors: Floats,
    threshold: float,
    *,
    width: float,
    height: float,
) -> tuple[Doubles, Doubles, Doubles]:
    """Return boxes, scores and points of the candidates that reach the threshold."""
    size = np.array([width, height])
    boxes, scores, points = [], [], []
    for i in range(len(conf)):
        if conf[i, 1] < np.float32(threshold):
            continue
        centre, side = priors[i, :2].astype(np.float64), priors[i, 2:].astype(np.float64)
        half = side * np.exp(loc[i, 2:].astype(np.float64) * 0.2) / 2
        middle = centre + loc[i, :2] * 0.1 * side
        boxes.append(np.concatenate([(middle - half) * size, (middle + half) * size]))
        points.append(((centre + landms[i].reshape(5, 2) * 0.1 * side) * size).ravel())
        scores.append(conf[i, 1])
    return (
        np.array(boxes).reshape(-1, 4),
        np.array(scores, np.float64),
        np.array(points).reshape(-1, 10),
    )


def blazeface_decode(
    regressors: Floats,
    logits: Floats,
    anchors: Floats,
    threshold: float,
    *,
    side: float,
    left: float = 0.0,
    top: float = 0.0,
) -> tuple[Doubles, Doubles, Doubles]:
    """Return boxes, scores and points of the candidates that reach the threshold."""
    corner = np.array([left, top])
    boxes, scores, points = [], [], []
    for i in range(len(logits)):
        score = 1 / (1 + math.exp(-np.clip(float(logits[i]), -100, 100)))
        centre, size, *keypoints = regressors[i].astype(np.float64).reshape(8, 2) / 128
        if score < threshold or (size < 0).any():
            continue
        middle = centre + anchors[i]
        box = np.concatenate([middle - size / 2, middle + size / 2])
        boxes.append(box * side + np.tile(corner, 2))
        points.append(((np.array(keypoints) + anchors[i]) * side + corner).ravel())
        scores.append(score)
    return np.array(boxes).reshape(-1, 4), np.array(scores), np.array(points).reshape(-1, 12)
