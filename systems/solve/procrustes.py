"""The metric transform: canonical face to world by a weighted similarity fit of the whole mesh.

It follows MediaPipe's geometry pipeline, so its numbers equal Google's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from systems.solve.camera import Pinhole
from systems.solve.canonical import CanonicalFace

Matrix = NDArray[np.float64]

FLAT = 1e-3  # a mesh whose farthest point is nearer to the mean than this part of the picture


class MetricFit:
    """Fits the canonical face to a mesh seen by a pinhole camera.

    Parameters
    ----------
    face : CanonicalFace
        The face to fit; only its weighted vertices matter.

    Notes
    -----
    The mesh is first laid flat at one metre, which gives a first scale; that scale turns the net's
    relative depth into metres, and a second fit gives rotation and translation. Source: MediaPipe
    ``geometry_pipeline.cc`` and ``procrustes_solver.cc``; Schönemann & Carroll, "Fitting one matrix
    to another under choice of a central dilation and a rigid motion", Psychometrika 35, 1970.
    """

    def __init__(self, face: CanonicalFace) -> None:
        self.rows = np.flatnonzero(face.weights)
        weights = face.weights[self.rows, None]
        vertices = face.vertices[self.rows]
        self.share = (weights / weights.sum()).ravel()
        self.centre = self.share @ vertices
        arms = vertices - self.centre
        self.weighted_arms = weights * arms
        self.spread = float((self.weighted_arms * arms).sum())

    def __call__(self, points: NDArray[np.floating], camera: Pinhole) -> Matrix | None:
        """Return the transform (4, 4) from head to world, metres.

        Parameters
        ----------
        points : (478, 3) or (468, 3) float
            Image landmarks, pixels; z at the scale of x, smaller is nearer.
        camera : Pinhole
            Where they were seen.

        Returns
        -------
        (4, 4) float64 or None
            None where the mesh has shrunk to a point. O(468), two 3x3 SVDs.
        """
        if _is_flat(points[:468], camera):
            return None
        seen = camera.rays(points[self.rows])
        depth = (points[self.rows, 2] - points[:468, 2].mean(dtype=np.float64)) / camera.focal
        seen[:, 2] = -points[self.rows, 2] / camera.focal
        _, flat_scale = self._fit(seen)
        seen[:, 2] = -1
        seen *= ((1 + depth) / flat_scale)[:, None]
        R, scale = self._fit(seen)
        transform = np.eye(4)
        transform[:3, :3] = R
        transform[:3, 3] = self.share @ seen / scale - R @ self.centre
        return transform

    def _fit(self, seen: Matrix) -> tuple[Matrix, float]:
        """Return rotation and scale from the canonical face to `seen` (33, 3)."""
        M = seen.T @ self.weighted_arms
        U, _, Vt = np.linalg.svd(M)
        if np.linalg.det(U) * np.linalg.det(Vt) < 0:
            U[:, 2] *= -1
        R = U @ Vt
        return R, float((M * R).sum()) / self.spread


def _is_flat(points: NDArray[np.floating], camera: Pinhole) -> bool:
    span = np.ptp(points[:, :2], axis=0) / (camera.width, camera.height)
    return bool(span.max() < FLAT)
