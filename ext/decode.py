"""Detector outputs to boxes and key points, for the candidates above the threshold only."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ext.backend import load
from ext.contract import F4, require

_kernel = load("decode")

Floats = NDArray[np.float32]


def retinaface_decode(
    loc: Floats,
    conf: Floats,
    landms: Floats,
    priors: Floats,
    threshold: float,
    *,
    width: float,
    height: float,
    boxes: Floats,
    scores: Floats,
    points: Floats,
) -> int:
    """Decode the RetinaFace candidates whose score reaches the threshold.

    Parameters
    ----------
    loc : (N, 4) float32
        Box regression of the net.
    conf : (N, 2) float32
        Probabilities of background and face (softmax already applied).
    landms : (N, 10) float32
        Key-point regression of the net: five points, x before y.
    priors : (N, 4) float32
        From `retinaface_priors`, for the same input size and levels.
    threshold : float
        Lowest score to keep, 0 to 1; compared in float32.
    width, height : float
        Size of the picture that the net's whole input shows; sets the unit of the result.
    boxes : (M, 4) float32, M >= N
        Receives corners x0, y0, x1, y1.
    scores : (M,) float32
        Receives face probabilities.
    points : (M, 10) float32
        Receives x, y of: eye, eye, nose tip, mouth corner, mouth corner, image left first.

    Returns
    -------
    int
        Number of rows written, in prior order.

    Raises
    ------
    ValueError
        If shapes or dtypes differ from the above or `threshold` is not in 0..1.

    Notes
    -----
    O(N) score tests, O(found) decoding; allocates nothing, releases the GIL.
    Oracle: `reference.retinaface_decode`. Variances 0.1 and 0.2 from Liu et al., "SSD", ECCV 2016,
    arXiv:1512.02325, as used by Deng et al., "RetinaFace", arXiv:1905.00641.
    """
    n = len(conf)
    require("conf", conf, F4, n, 2)
    require("loc", loc, F4, n, 4)
    require("landms", landms, F4, n, 10)
    require("priors", priors, F4, n, 4)
    _check_room(n, boxes, scores, points, 10)
    if not 0 <= threshold <= 1:  # also refuses NaN
        msg = f"threshold must be in 0..1, got {threshold!r}"
        raise ValueError(msg)
    found: int = _kernel.retinaface(
        loc, conf, landms, priors, threshold, width, height, boxes, scores, points
    )
    return found


def blazeface_decode(
    regressors: Floats,
    logits: Floats,
    anchors: Floats,
    threshold: float,
    *,
    side: float,
    left: float = 0.0,
    top: float = 0.0,
    boxes: Floats,
    scores: Floats,
    points: Floats,
) -> int:
    """Decode the BlazeFace candidates whose score reaches the threshold.

    Candidates of negative width or height are dropped.

    Parameters
    ----------
    regressors : (N, 16) float32
        Centre x, y, width, height and six key points, in pixels of the 128 px input, relative
        to the anchor.
    logits : (N,) float32
        Face scores before the sigmoid.
    anchors : (N, 2) float32
        From `blazeface_anchors`.
    threshold : float
        Lowest score to keep, between 0 and 1 (both excluded).
    side : float
        Side of the square that the net's input shows, px of the picture.
    left, top : float
        Corner of that square in the picture, px.
    boxes : (M, 4) float32, M >= N
        Receives corners x0, y0, x1, y1.
    scores : (M,) float32
        Receives face probabilities.
    points : (M, 12) float32
        Receives x, y of: right eye, left eye, nose tip, mouth centre, right and left ear (the
        subject's).

    Returns
    -------
    int
        Number of rows written, in anchor order.

    Raises
    ------
    ValueError
        If shapes or dtypes differ from the above or `threshold` is not between 0 and 1.

    Notes
    -----
    O(N) score tests, O(found) decoding; allocates nothing, releases the GIL. The test compares
    logits, which needs no sigmoid and cannot overflow. Oracle: `reference.blazeface_decode`.
    Source: MediaPipe's `TensorsToDetectionsCalculator` with the short-range options, Apache-2.0.
    """
    n = len(logits)
    require("logits", logits, F4, n)
    require("regressors", regressors, F4, n, 16)
    require("anchors", anchors, F4, n, 2)
    _check_room(n, boxes, scores, points, 12)
    if not 0 < threshold < 1:  # also refuses NaN
        msg = f"threshold must be between 0 and 1, got {threshold!r}"
        raise ValueError(msg)
    cut = math.log(threshold / (1 - threshold))
    found: int = _kernel.blazeface(
        regressors, logits, anchors, cut, side, left, top, boxes, scores, points
    )
    return found


def _check_room(n: int, boxes: Floats, scores: Floats, points: Floats, coordinates: int) -> None:
    room = len(scores)
    if room < n:
        msg = f"boxes, scores and points need room for all {n} candidates, got {room} rows"
        raise ValueError(msg)
    require("scores", scores, F4, room)
    require("boxes", boxes, F4, room, 4)
    require("points", points, F4, room, coordinates)
