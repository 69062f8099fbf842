"""Non-maximum suppression: one box per face out of many overlapping candidates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ext.backend import load
from ext.contract import F4, INTP, require

_kernel = load("nms")

Floats = NDArray[np.float32]


def nms(
    boxes: Floats,
    scores: Floats,
    threshold: float,
    *,
    keep: NDArray[np.intp] | None = None,
) -> NDArray[np.intp]:
    """Keep the best of every group of overlapping boxes.

    A box is kept if its intersection over union with every better kept box is at most `threshold`.
    Boxes are continuous rectangles (no ``+ 1`` pixel); empty ones overlap nothing.

    Parameters
    ----------
    boxes : (N, 4) float32
        Corners x0, y0, x1, y1 in any one unit.
    scores : (N,) float32
        Higher is better; equal scores are taken in index order.
    threshold : float
        Largest overlap that is still two faces, 0 to 1.
    keep : (N,) intp, optional
        Work space and result; allocated where it is not given.

    Returns
    -------
    (K,) intp
        Indices of the kept boxes, best first: the head of `keep`.

    Raises
    ------
    ValueError
        If shapes or dtypes differ from the above or `threshold` is not in 0..1.

    Notes
    -----
    O(N log N + N K); the kernel allocates nothing and releases the GIL. Oracle: `reference.nms`.
    Source: the greedy rule of Felzenszwalb et al., "Object Detection with Discriminatively Trained
    Part-Based Models", PAMI 2010, doi:10.1109/TPAMI.2009.167.

    Examples
    --------
    >>> boxes = np.array([[0, 0, 10, 10], [1, 0, 11, 10], [20, 0, 30, 10]], np.float32)
    >>> nms(boxes, np.array([0.8, 0.9, 0.7], np.float32), 0.4)
    array([1, 2])
    """
    n = len(scores)
    _check_candidates(boxes, scores, threshold)
    if keep is None:
        keep = np.empty(n, INTP)
    else:
        require("keep", keep, INTP, n)
    return keep[: _kernel.greedy(boxes, scores, threshold, keep)]


def nms_weighted(
    boxes: Floats, points: Floats, scores: Floats, threshold: float
) -> tuple[Floats, Floats, Floats]:
    """Merge every group of overlapping boxes into its score-weighted mean.

    The best box gathers all that overlap it by more than `threshold`, itself included; the merged
    row keeps the best score. This repeats on the rest and stops after a pass that gathers nothing.

    Parameters
    ----------
    boxes : (N, 4) float32
        Corners x0, y0, x1, y1 in any one unit.
    points : (N, P) float32
        Key-point coordinates of each box, averaged like the corners.
    scores : (N,) float32
        Positive; higher is better, equal scores are taken in index order.
    threshold : float
        Largest overlap that is still two faces, 0 to 1.

    Returns
    -------
    boxes : (K, 4) float32
    points : (K, P) float32
    scores : (K,) float32
        The merged rows, best first.

    Raises
    ------
    ValueError
        If shapes or dtypes differ from the above or `threshold` is not in 0..1.

    Notes
    -----
    O(N log N + N K P), releases the GIL. Oracle: `reference.nms_weighted`.
    Source: Bazarevsky et al., "BlazeFace", 2019, arXiv:1907.05047, section 3.4, with MediaPipe's
    order of operations.
    """
    n = len(scores)
    _check_candidates(boxes, scores, threshold)
    require("points", points, F4, n, points.shape[-1])
    merged = np.empty_like(boxes), np.empty_like(points), np.empty_like(scores)
    found = _kernel.weighted(boxes, points, scores, threshold, np.empty(n, INTP), *merged)
    return merged[0][:found], merged[1][:found], merged[2][:found]


def _check_candidates(boxes: Floats, scores: Floats, threshold: float) -> None:
    require("scores", scores, F4, len(scores))
    require("boxes", boxes, F4, len(scores), 4)
    if not 0 <= threshold <= 1:  # also refuses NaN
        msg = f"threshold must be in 0..1, got {threshold!r}"
        raise ValueError(msg)
