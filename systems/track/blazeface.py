"""BlazeFace short range: the detector of MediaPipe's FaceLandmarker, for faces near the camera."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ext.affine_crop import affine_crop
from ext.decode import blazeface_decode
from ext.nms import nms_weighted
from ext.priors import blazeface_anchors
from systems.track.contract import Contract
from systems.track.crop import roi_from_box
from systems.track.detections import Detections
from systems.track.runtimes import Net

SIDE: Final = 128
ANCHORS: Final = 896
POINTS: Final = 12
CONTRACT: Final = Contract("detect", (1, SIDE, SIDE, 3), ((1, ANCHORS, 16), (1, ANCHORS, 1)))

SCORE: Final = 0.5
"""Lowest score. Source: default of MediaPipe's FaceLandmarker, Apache-2.0."""

OVERLAP: Final = 0.5
"""Overlap of merged boxes. Source: fixed in MediaPipe's face landmarker graph, Apache-2.0."""


class BlazeFace:
    """Detects faces of about a tenth of the picture and larger.

    Parameters
    ----------
    net : Net
        A net that keeps `CONTRACT`.
    """

    def __init__(self, net: Net) -> None:
        self._net = net
        self._boxes = np.zeros((ANCHORS, 4), np.float32)
        self._points = np.zeros((ANCHORS, POINTS), np.float32)
        self._scores = np.zeros(ANCHORS, np.float32)

    def detect(
        self,
        image: NDArray[np.uint8],
        expected: float = 0.0,  # noqa: ARG002 - its input has one size
    ) -> Detections:
        """Return the faces of a picture, (H, W, 3) uint8 BGR; 0.8 ms on one core."""
        height, width = image.shape[:2]
        side = max(height, width)
        square = (width / 2, height / 2, side, side, 0.0)
        target = self._net.input()[0]
        affine_crop(image, square, target, scale=2 / 255, offset=-1.0, border="zero")
        del target  # the net must not be run while a view of its input lives
        regressors, logits = (output[0] for output in self._net.run())
        found = blazeface_decode(
            regressors,
            logits[:, 0],
            blazeface_anchors(),
            SCORE,
            side=side,
            left=(width - side) / 2,
            top=(height - side) / 2,
            boxes=self._boxes,
            scores=self._scores,
            points=self._points,
        )
        return _merged(self._boxes[:found], self._points[:found], self._scores[:found])


def _merged(
    boxes: NDArray[np.float32], points: NDArray[np.float32], scores: NDArray[np.float32]
) -> Detections:
    boxes, points, scores = nms_weighted(boxes, points, scores, OVERLAP)
    eyes = points[:, :4].reshape(-1, 2, 2)
    rois = [roi_from_box(box, pair) for box, pair in zip(boxes, eyes, strict=True)]
    return Detections(boxes, scores, eyes, np.array(rois).reshape(-1, 5))
