"""What a detector finds: boxes, scores and the points every detector of ours knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Detections:
    """The faces of one picture, best first.

    Attributes
    ----------
    boxes : (N, 4) float32
        x0, y0, x1, y1, px.
    scores : (N,) float32
        0..1.
    eyes : (N, 2, 2) float32
        x, y of the right and the left eye (the subject's; image left first on an upright face), px.
    rois : (N, 5) float64
        Regions to look for the mesh in: centre x, y, width, height (px), rotation (rad).
    """

    boxes: Floats
    scores: Floats
    eyes: Floats
    rois: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.scores)


class Detector(Protocol):
    """Finds faces in a picture."""

    def detect(self, image: NDArray[np.uint8], expected: float = 0.0) -> Detections:
        """Return the faces of a picture, (H, W, 3) uint8 BGR.

        `expected` is the length, px, of a face that may be there: a hint; 0 where none is known of.
        """
