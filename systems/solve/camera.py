"""The camera: how metres in front of it become pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FIELD_OF_VIEW = math.radians(63)
"""Vertical, where the source states none. Source: MediaPipe's face geometry environment."""


@dataclass(frozen=True, slots=True)
class Pinhole:
    """An ideal camera at the world's origin, looking along -Z.

    Attributes
    ----------
    width, height : int
        Picture size, pixels.
    fov : float
        Vertical field of view, radians.
    """

    width: int
    height: int
    fov: float = FIELD_OF_VIEW

    @classmethod
    def of(cls, image: NDArray[np.uint8], fov: float | None) -> Pinhole:
        """Return the camera of an (H, W, ...) picture, with the usual lens where `fov` is None."""
        return cls(image.shape[1], image.shape[0], FIELD_OF_VIEW if fov is None else fov)

    @property
    def focal(self) -> float:
        """Focal length, pixels; the pixels are square."""
        return self.height / (2 * math.tan(self.fov / 2))

    @property
    def matrix(self) -> NDArray[np.float64]:
        """Intrinsics (3, 3) in OpenCV's sense; the principal point is the picture's middle."""
        f = self.focal
        return np.array([[f, 0, self.width / 2], [0, f, self.height / 2], [0, 0, 1]])

    def project(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the pixels (N, 2) of world points (N, 3) in metres, which lie at Z < 0."""
        pixels = points[:, :2] / points[:, 2:]
        pixels *= (-self.focal, self.focal)
        pixels += (self.width / 2, self.height / 2)
        return pixels

    def rays(self, pixels: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the world directions (N, 3) at which pixels (N, 2) are seen; Z is -1."""
        out = np.empty((len(pixels), 3))
        np.subtract(pixels[:, :2], (self.width / 2, self.height / 2), out=out[:, :2])
        out[:, :2] /= (self.focal, -self.focal)
        out[:, 2] = -1
        return out
