"""RetinaFace MobileNet-0.25: the default detector, at any distance and rotation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from ext.decode import retinaface_decode
from ext.nms import nms
from ext.priors import retinaface_priors
from systems.track.contract import Contract
from systems.track.crop import roi_from_five_points
from systems.track.detections import Detections
from systems.track.letterbox import Letterbox
from systems.track.runtimes import OnnxModel, OnnxNet

Floats = NDArray[np.float32]

CONTRACT: Final = Contract(
    "detect", (1, 3, None, None), ((1, None, 4), (1, None, 2), (1, None, 10))
)

LEVELS: Final = (8, 16, 32)
"""Strides of the levels of its feature pyramid, in the order in which outputs list their rows."""

SCORE: Final = 0.6
"""Score of which a face is believed, as in faster-mobile-retinaface."""

OVERLAP: Final = 0.4
"""Intersection over union of which two boxes are one face, from there too."""

STRIDE: Final = max(LEVELS)
"""What both sides of the net's input are a multiple of, px."""

SIDES: Final = (160, 320, 640)
"""Long sides of the net's input to choose from, px."""

SMALL, LARGE = 320, 640
"""Long sides that take turns where no face of known size is looked for, px."""

EASY: Final = {8: 40, 16: 64, 32: 256}
"""Length of a face in the input from which it is sure to be found, by the finest level, px. All of
125 were, in five pictures at five places and three input sizes; half of that is where none was."""

SHARED: Final = 128 * 1024
"""Pixels of the input from which threads share the work. Two take 6.3 instead of 11.5 ms at VGA,
but at 256x192 a second one, once asleep, takes longer to wake than it saves: 4.9 instead of 2.1."""

PATIENCE: Final = 5
"""Empty tries at the small or the fitting size before the large one takes its turns."""


class RetinaFace:
    """Detects faces of about a tenth of the picture and larger; in the large turn, a twentieth.

    Parameters
    ----------
    model : OnnxModel
        A model that keeps `CONTRACT`; one of fixed input size is used at that size.
    levels : sequence of int, default all
        Strides of the levels that the model has. Without level 8, faces must be 1.6 times as large.
    largest : int, default 640
        Longest long side of the net's input, px.
    thorough : bool, default False
        Look at every picture at the large size, and at the small one where that is empty, instead
        of in turns: for pictures whose next one gives no second chance, and no hurry.

    Attributes
    ----------
    limit : int
        Longest long side for the time being, px; it may be lowered and raised while running.
    last_input : (int, int)
        Height and width of the input last used, px.
    """

    def __init__(
        self,
        model: OnnxModel,
        *,
        levels: Sequence[int] = LEVELS,
        largest: int = LARGE,
        thorough: bool = False,
    ) -> None:
        self._model = model
        self._levels = tuple(levels)
        self._largest = largest
        self._thorough = thorough
        self._scanners: dict[tuple[int, int], Scanner] = {}
        self._empty = 0
        self.limit = largest
        self.last_input = (0, 0)

    def detect(self, image: NDArray[np.uint8], expected: float = 0.0) -> Detections:
        """Return the faces of a picture, (H, W, 3) uint8 BGR.

        The input follows the length of an expected face; where none is expected, or is not there
        after some tries, it takes turns. On one core 1 ms at 160, 3 ms at 320, 10 ms at 640.
        """
        sides = (LARGE, SMALL) if self._thorough else (self._side(image, expected),)
        for side in dict.fromkeys(min(side, self.limit, self._largest) for side in sides):
            found = self._scanner(image, side).scan(image)
            if len(found):
                break
        self._empty = 0 if len(found) else self._empty + 1
        return found

    def _side(self, image: NDArray[np.uint8], expected: float) -> int:
        turn = self._empty - PATIENCE
        if expected > 0 and turn < 0:
            enough = EASY[self._levels[0]] / expected * max(image.shape[:2])
            return next((side for side in SIDES if side >= enough), LARGE)
        return LARGE if turn >= 0 and turn % 2 == 0 else SMALL

    def _scanner(self, image: NDArray[np.uint8], side: int) -> Scanner:
        height, width = self._model.input_shape[2:]
        if height is None or width is None:
            height, width = input_size(image, side)
        self.last_input = height, width
        if self.last_input not in self._scanners:
            scanner = Scanner.open(self._model, self.last_input, self._levels)
            self._scanners[self.last_input] = scanner
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

    def __init__(self, net: OnnxNet, levels: tuple[int, ...]) -> None:
        self._net = net
        planes = net.input()[0]
        self._letterbox = Letterbox(planes)
        self._priors = retinaface_priors(planes.shape[2], planes.shape[1], levels)
        count = len(self._priors)
        self._boxes = np.zeros((count, 4), np.float32)
        self._points = np.zeros((count, 10), np.float32)
        self._scores = np.zeros(count, np.float32)

    @classmethod
    def open(cls, model: OnnxModel, size: tuple[int, int], levels: tuple[int, ...]) -> Self:
        """Bind a model to an input of this height and width."""
        return cls(model.bind((1, 3, *size), alone=size[0] * size[1] < SHARED), levels)

    def scan(self, image: NDArray[np.uint8]) -> Detections:
        """Return the faces of a picture at this size."""
        height, width = self._letterbox.fill(image)
        return self._read(self._net.run(), height, width)

    def _read(self, outputs: tuple[Floats, ...], height: float, width: float) -> Detections:
        """Return the faces in the outputs for an input that spans this much of the picture."""
        loc, conf, landms = (output[0] for output in outputs)
        found = retinaface_decode(
            loc,
            conf,
            landms,
            self._priors,
            SCORE,
            width=width,
            height=height,
            boxes=self._boxes,
            scores=self._scores,
            points=self._points,
        )
        kept = nms(self._boxes[:found], self._scores[:found], OVERLAP)
        return _detections(self._boxes[kept], self._scores[kept], self._points[kept])


def _detections(boxes: Floats, scores: Floats, points: Floats) -> Detections:
    five = points.reshape(-1, 5, 2)
    rois = [roi_from_five_points(face) for face in five]
    return Detections(boxes, scores, five[:, :2], np.array(rois).reshape(-1, 5))
