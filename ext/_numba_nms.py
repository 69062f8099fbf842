"""Non-maximum suppression in Numba, loop for loop as `_nms.pyx`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ext._numba_types import FLOAT, compile_once, f4, indices, kernel

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]


@kernel
def _before(scores: Floats, i: int, j: int) -> bool:
    return bool(scores[i] > scores[j] or (scores[i] == scores[j] and i < j))


@kernel
def _sift_down(scores: Floats, order: Indices, root: int, end: int) -> None:
    moving, child = order[root], 2 * root + 1
    while child < end:
        if child + 1 < end and _before(scores, order[child], order[child + 1]):
            child += 1
        if not _before(scores, moving, order[child]):
            break
        order[root] = order[child]
        root, child = child, 2 * child + 1
    order[root] = moving


@kernel
def _sort_by_score(scores: Floats, order: Indices) -> None:
    n = len(scores)
    for i in range(n):
        order[i] = i
    for i in range(n // 2 - 1, -1, -1):
        _sift_down(scores, order, i, n)
    for i in range(n - 1, 0, -1):
        order[0], order[i] = order[i], order[0]
        _sift_down(scores, order, 0, i)


@kernel
def _overlap(boxes: Floats, i: int, j: int, threshold: np.float32) -> bool:
    width = min(boxes[i, 2], boxes[j, 2]) - max(boxes[i, 0], boxes[j, 0])
    height = min(boxes[i, 3], boxes[j, 3]) - max(boxes[i, 1], boxes[j, 1])
    if not (width > 0 and height > 0):
        return False
    inter = width * height
    area_i = (boxes[i, 2] - boxes[i, 0]) * (boxes[i, 3] - boxes[i, 1])
    area_j = (boxes[j, 2] - boxes[j, 0]) * (boxes[j, 3] - boxes[j, 1])
    return bool(inter > threshold * (area_i + area_j - inter))


@kernel
def greedy(boxes: Floats, scores: Floats, threshold: float, keep: Indices) -> int:
    """See `ext.nms.nms`."""
    limit, kept = np.float32(threshold), 0
    _sort_by_score(scores, keep)
    for i in range(len(scores)):
        box, free = keep[i], True
        for k in range(kept):
            if _overlap(boxes, keep[k], box, limit):
                free = False
                break
        if free:
            keep[kept] = box
            kept += 1
    return kept


@kernel
def _add_scaled(rows: Floats, row: int, weight: float, out: Floats, target: int) -> None:
    for k in range(rows.shape[1]):
        out[target, k] += weight * rows[row, k]


@kernel
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
    limit, rest, found = np.float32(threshold), len(scores), 0
    _sort_by_score(scores, order)
    while rest > 0:
        best, kept, total = order[0], 0, np.float32(0)
        out_boxes[found], out_points[found], out_scores[found] = 0, 0, scores[best]
        for i in range(rest):
            box = order[i]
            if _overlap(boxes, best, box, limit):
                _add_scaled(boxes, box, scores[box], out_boxes, found)
                _add_scaled(points, box, scores[box], out_points, found)
                total += scores[box]
            else:
                order[kept] = box
                kept += 1
        if total > 0:
            out_boxes[found] /= total
            out_points[found] /= total
        else:
            out_boxes[found], out_points[found] = boxes[best], points[best]
        found += 1
        if kept == rest:
            break
        rest = kept
    return found


def warm_up() -> None:
    """Compile both kernels."""
    compile_once(greedy, f4(2), f4(1), FLOAT, indices(1, out=True))
    outputs = f4(2, out=True), f4(2, out=True), f4(1, out=True)
    compile_once(weighted, f4(2), f4(2), f4(1), FLOAT, indices(1, out=True), *outputs)
