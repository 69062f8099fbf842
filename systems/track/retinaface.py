"""RetinaFace MobileNet-0.25: the default detector, at any distance and rotation."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ext.affine_crop import affine_crop
from ext.decode import retinaface_decode
from ext.nms import nms
from ext.priors import retinaface_priors
from systems.track.crop import roi_from_five_points
from systems.track.detections import Detections
from systems.track.runtimes import Contract, OnnxModel, OnnxNet

CONTRACT: Final = Contract(
    "detect", (1, 3, None, None), ((1, None, 4), (1, None, 2), (1, None, 10))
)

MEAN_BGR: Final = (104.0, 117.0, 123.0)
"""Subtracted from the 8-bit values. Source: Pytorch_Retinaface (MIT), trained with it."""

SCORE: Final = 0.6
OVERLAP: Final = 0.4
STRIDE: Final = 32
SMALL, LARGE = 320, 640
"""Long side of the net's input, px."""

PATIENCE: Final = 5
"""Empty tries at the small size before the large one takes its turns."""


class RetinaFace:
    """Detects faces of about a sixteenth of the picture and larger; in the large turn, a thirtieth.

    Parameters
    ----------
    model : OnnxModel
        A model that keeps `CONTRACT`; one of fixed input size is used at that size.
    patience : int, default 5
        Empty tries before the large size takes its turns; 0 suits stills.

    Attributes
    ----------
    last_input : (int, int)
        Height and width of the input last used, px.
    """

    def __init__(self, model: OnnxModel, *, patience: int = PATIENCE) -> None:
        self._model = model
        self._patience = patience
        self._scanners: dict[tuple[int, int], Scanner] = {}
        self._empty = 0
        self.last_input = (0, 0)

    def detect(self, image: NDArray[np.uint8]) -> Detections:
        """Return the faces of a picture, (H, W, 3) uint8 BGR; 3 ms on one core, large 10 ms."""
        turn = self._empty - self._patience
        side = LARGE if turn >= 0 and turn % 2 == 0 else SMALL
        found = self._scanner(image, side).scan(image)
        self._empty = 0 if len(found) else self._empty + 1
        return found

    def _scanner(self, image: NDArray[np.uint8], side: int) -> Scanner:
        height, width = self._model.input_shape[2:]
        if height is None or width is None:
            height, width = input_size(image, side)
        self.last_input = height, width
        if self.last_input not in self._scanners:
            net = self._model.bind((1, 3, height, width))
            self._scanners[height, width] = Scanner(net, height, width)
        return self._scanners[height, width]


def input_size(image: NDArray[np.uint8], side: int) -> tuple[int, int]:
    """Return height and width of an input that shows the whole picture with this long side."""
    height, width = image.shape[:2]
    scale = side / max(height, width)
    return _whole_cells(height * scale), _whole_cells(width * scale)


def _whole_cells(size: float) -> int:
    return max(1, -int(-round(size) // STRIDE)) * STRIDE


class Scanner:
    """RetinaFace at one input size, with its priors and buffers."""

    def __init__(self, net: OnnxNet, height: int, width: int) -> None:
        self._net = net
        self._size = height, width
        self._priors = retinaface_priors(width, height)
        count = len(self._priors)
        self._boxes = np.zeros((count, 4), np.float32)
        self._points = np.zeros((count, 10), np.float32)
        self._scores = np.zeros(count, np.float32)

    def scan(self, image: NDArray[np.uint8]) -> Detections:
        """Return the faces of a picture at this size."""
        height, width = self._size
        zoom = max(image.shape[0] / height, image.shape[1] / width)
        self._fill(image, zoom)
        loc, conf, landms = (output[0] for output in self._net.run())
        found = retinaface_decode(
            loc,
            conf,
            landms,
            self._priors,
            SCORE,
            width=width * zoom,
            height=height * zoom,
            boxes=self._boxes,
            scores=self._scores,
            points=self._points,
        )
        kept = nms(self._boxes[:found], self._scores[:found], OVERLAP)
        return _detections(self._boxes[kept], self._scores[kept], self._points[kept])

    def _fill(self, image: NDArray[np.uint8], zoom: float) -> None:
        """Shrink the picture into the upper left of the net's input."""
        height, width = self._size
        corner = (zoom - 1) / 2  # the centre of the first pixel covers `zoom` pixels
        region = (
            width * zoom / 2 + corner,
            height * zoom / 2 + corner,
            width * zoom,
            height * zoom,
        )
        offset = tuple(-mean for mean in MEAN_BGR)
        target = self._net.input()[0]
        affine_crop(image, (*region, 0.0), target, scale=1.0, offset=offset, channels="bgr")


def _detections(
    boxes: NDArray[np.float32], scores: NDArray[np.float32], points: NDArray[np.float32]
) -> Detections:
    five = points.reshape(-1, 5, 2)
    rois = [roi_from_five_points(face) for face in five]
    return Detections(boxes, scores, five[:, :2], np.array(rois).reshape(-1, 5))
