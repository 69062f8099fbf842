"""By how much meshes miss a posed face: what an expression does to points, as the solver sees."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.solve.calibration.measures import RIGID
from systems.solve.camera import Pinhole
from systems.solve.canonical import CanonicalFace
from systems.solve.head_pose import Pose, PoseFit
from systems.solve.pose_models import PoseModel
from systems.solve.reprojection import influence, sight

Floats = NDArray[np.float64]

DEPTH: Final = 0.3
"""How much a depth counts beside a place in the picture where a filmed head is posed by `RIGID`.
With 1 the points that the net's depths follow come out stiller than they are, and adult's leak is
0.52 degrees instead of 0.46; with 0.2 or less a wrong lens and a mirrored film turn the head
farther."""


def misses(
    meshes: Floats, camera: Pinhole, rotation: Floats, translation: Floats, face: CanonicalFace
) -> Floats:
    """Return where points are seen less where the canonical face has them, in the head frame.

    Parameters
    ----------
    meshes : (T, 478, 3) float64
        Image landmarks, pixels; z at the scale of x, smaller is nearer.
    camera : Pinhole
        Where they were seen.
    rotation, translation : (T, 3, 3), (T, 3) float64
        Head to world, m.
    face : CanonicalFace

    Returns
    -------
    (T, 468, 3) float64
        m; depths beside the mean of the points that MediaPipe's own geometry weighs, which are
        those of the canonical head. The same as what `ext.refine_pose` sums up.
    """
    arms = face.vertices @ rotation.transpose(0, 2, 1)
    places, posed = arms + translation[:, None], face.weights > 0
    seen = np.array([sight(mesh[:468], camera) for mesh in meshes])
    depths, middle = 1 - seen[:, :, 2], places[:, posed, 2].mean(1, keepdims=True)
    off = np.empty_like(arms)
    off[..., :2] = (seen[..., :2] + places[..., :2] / places[..., 2:]) * -translation[:, None, 2:]
    off[..., 2] = middle * depths / depths[:, posed].mean(1, keepdims=True) - places[..., 2]
    return np.asarray(off @ rotation)


def rigid_poses(
    meshes: Floats, camera: Pinhole, face: CanonicalFace, motion: Floats | None = None
) -> tuple[Floats, Floats]:
    """Return head to world, (T, 3, 3) and (T, 3) m, by `RIGID` points.

    Each is weighed by 1 / m^2 with its `motion` m, (468,), in any unit; all alike without.
    """
    points = face.vertices[RIGID]
    still = np.ones(len(RIGID)) if motion is None else 1 / motion[RIGID] ** 2
    weights = np.outer(still, (1, 1, DEPTH)).ravel()
    fit = PoseFit(PoseModel(RIGID, points, influence(points, np.diag(weights))))
    poses: list[Pose] = []
    for mesh in meshes:
        poses.append(fit(mesh, camera, poses[-1] if poses else None))
    return np.array([pose.rotation for pose in poses]), np.array([p.translation for p in poses])
