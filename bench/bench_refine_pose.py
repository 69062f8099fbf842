"""Refining the pose of 1 and 4 heads of 33 points from where they were a picture ago."""

import cv2
import numpy as np

from ext import _numpy_refine_pose
from ext.refine_pose import NEAREST, refine_pose
from systems.solve.reprojection import influence, sight_of

SEARCH = {"bend": 0.010, "steps": 20, "small": 1e-6}
MOVED = np.radians(1.0), 0.005
"""Turn, rad, and way, m, since the last picture."""


def opencv(model, pixels, faces):
    for _ in range(faces):
        turn, shift = np.array([[0.0], [MOVED[0]], [0.0]]), np.array([[MOVED[1]], [0.0], [0.6]])
        cv2.solvePnP(model, pixels, np.eye(3), None, turn, shift, True)


def case(faces):
    rng = np.random.default_rng(0)
    model = rng.uniform(-0.08, 0.08, (33, 3))
    told = influence(model, np.diag(rng.uniform(0.5, 2, 99)))
    sharp = sight_of(model + np.array([0, 0, -0.6]))
    points = sharp + 0.002 * rng.normal(size=(33, 3))
    seen, flat = np.stack([points] * faces), points[:, :2]
    cos, sin = np.cos(MOVED[0]), np.sin(MOVED[0])
    start = np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]])
    rotation, translation = np.empty((faces, 3, 3)), np.empty((faces, 3))

    def begin():
        rotation[...] = start
        translation[...] = (MOVED[1], 0, -0.6)
        return model, told, seen, rotation, translation

    return {
        "ours": lambda: refine_pose(*begin(), **SEARCH),
        "numpy": lambda: _numpy_refine_pose.refine(*begin(), *SEARCH.values(), NEAREST),
        "OpenCV": lambda: opencv(model, np.ascontiguousarray(flat * (1, -1)), faces),
    }


def cases():
    return {"1 face": case(1), "4 faces": case(4)}
