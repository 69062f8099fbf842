"""The metric transform: canonical face to world by a weighted similarity fit of the whole mesh.

It follows MediaPipe's geometry pipeline, so its numbers equal Google's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ext.rigid_fit import RigidFit, rigid_fit
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
        self.weights = face.weights[self.rows]
        self.vertices = face.vertices[self.rows]
        self.found = RigidFit.empty(faces=1)

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
            None where the mesh has shrunk to a point or holds what is no number. O(468) and two 4x4
            eigenproblems.
        """
        if not np.isfinite(points).all() or _is_flat(points[:468], camera):
            return None
        weighted = points[self.rows]
        seen = camera.rays(weighted)
        depth = (weighted[:, 2] - points[:468, 2].mean(dtype=np.float64)) / camera.focal
        seen[:, 2] = -weighted[:, 2] / camera.focal
        flat_scale = self._fit(seen).scale[0]
        seen[:, 2] = -1
        seen *= ((1 + depth) / flat_scale)[:, None]
        R, t, scale = self._fit(seen)
        transform = np.zeros((4, 4))  # np.eye's iterator alone takes 5 kB
        transform[:3, :3] = R[0]
        transform[:3, 3] = t[0] / scale
        transform[3, 3] = 1
        return transform

    def _fit(self, seen: Matrix) -> RigidFit:
        return rigid_fit(self.vertices, self.weights, seen[None], out=self.found)


def _is_flat(points: NDArray[np.floating], camera: Pinhole) -> bool:
    x, y = points[:, 0], points[:, 1]  # numpy takes two columns faster than one short axis
    span = max((x.max() - x.min()) / camera.width, (y.max() - y.min()) / camera.height)
    return bool(span < FLAT)
