"""RetinaFace as the source system had it before its speed-up, and as Pytorch_Retinaface reads it.

Priors are made for every picture, every prior is decoded, suppression is numpy's. Everything is
vectorised: it is the slow way, not a straw man.
"""

from __future__ import annotations

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from systems.track.letterbox import MEAN_BGR
from systems.track.retinaface import OVERLAP, SCORE

Floats = NDArray[np.float32]

MIN_SIZES = {8: (16, 32), 16: (64, 128), 32: (256, 512)}
CENTRE, SIZE = 0.1, 0.2
"""Variances of the training."""


class Origin:
    """The net with the runtime's default options, and the steps around it."""

    def __init__(self, model: bytes) -> None:
        self._session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])

    def detect(self, image: NDArray[np.uint8], scale: float) -> tuple[Floats, Floats, Floats]:
        """Return boxes (N, 4), scores (N,) and points (N, 10) of a picture, px."""
        small = cv2.resize(image, None, fx=scale, fy=scale)
        height, width = small.shape[:2]
        planes = (small.astype(np.float32) - MEAN_BGR).astype(np.float32).transpose(2, 0, 1)
        loc, conf, landms = self._session.run(None, {"input": planes[None]})
        whole = np.float32([width, height]) / scale
        priors = priors_of(width, height)
        boxes = decode_boxes(loc[0], priors) * np.tile(whole, 2)
        points = decode_points(landms[0], priors) * np.tile(whole, 5)
        scores = conf[0, :, 1]
        likely = np.where(scores > SCORE)[0]
        likely = likely[scores[likely].argsort()[::-1]]
        boxes, scores, points = boxes[likely], scores[likely], points[likely]
        kept = suppress(boxes, scores)
        return boxes[kept], scores[kept], points[kept]


def priors_of(width: int, height: int) -> Floats:
    """Return centre and size of all priors, fractions of the input, (N, 4)."""
    levels = []
    for stride, sizes in MIN_SIZES.items():
        x, y = np.meshgrid(np.arange(-(-width // stride)), np.arange(-(-height // stride)))
        centres = (np.stack([x.ravel(), y.ravel()], 1) + 0.5) * stride / [width, height]
        extents = np.array(sizes)[:, None] / [width, height]
        rows = np.repeat(centres, len(sizes), 0), np.tile(extents, (len(centres), 1))
        levels.append(np.hstack(rows))
    return np.concatenate(levels).astype(np.float32)


def decode_boxes(loc: Floats, priors: Floats) -> Floats:
    """Return the corners of all boxes, fractions of the input."""
    centre = priors[:, :2] + loc[:, :2] * CENTRE * priors[:, 2:]
    half = priors[:, 2:] * np.exp(loc[:, 2:] * SIZE) / 2
    return np.hstack([centre - half, centre + half])


def decode_points(landms: Floats, priors: Floats) -> Floats:
    """Return the five points of all boxes, fractions of the input."""
    five = [priors[:, :2] + landms[:, k : k + 2] * CENTRE * priors[:, 2:] for k in range(0, 10, 2)]
    return np.hstack(five)


def suppress(boxes: Floats, scores: Floats) -> list[int]:
    """Return the indices kept by greedy suppression, with the ``+ 1`` pixel of the time."""
    x0, y0, x1, y1 = boxes.T
    areas = (x1 - x0 + 1) * (y1 - y0 + 1)
    order = scores.argsort()[::-1]
    kept = []
    while order.size:
        best, rest = order[0], order[1:]
        kept.append(int(best))
        width = np.maximum(0, np.minimum(x1[best], x1[rest]) - np.maximum(x0[best], x0[rest]) + 1)
        height = np.maximum(0, np.minimum(y1[best], y1[rest]) - np.maximum(y0[best], y0[rest]) + 1)
        common = width * height
        order = rest[common / (areas[best] + areas[rest] - common) <= OVERLAP]
    return kept
