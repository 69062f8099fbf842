"""Projecting the 468 points of the canonical face under the pose of 1 and 4 faces."""

import cv2
import numpy as np

from bench import plain_c
from ext.project_points import project_points

CAMERA = {"focal": 800.0, "centre": (640.0, 360.0)}


def opencv(points, turn, shift, matrix, faces):
    for _ in range(faces):
        cv2.projectPoints(points, turn, shift, matrix, None)


def case(faces):
    points = np.random.default_rng(0).normal(0, 0.08, (468, 3)).astype(np.float32)
    rotation, translation = np.stack([np.eye(3)] * faces), np.full((faces, 3), -0.5)
    out = np.empty((faces, 468, 2), np.float32)
    camera = (CAMERA["focal"], *CAMERA["centre"], np.empty_like(out))
    c_arguments = (points, 468, rotation, translation, faces, *camera)
    matrix = np.array([[800.0, 0, 640], [0, 800, 360], [0, 0, 1]])
    turn, shift = np.zeros(3), np.array([0, 0, 0.5])
    return {
        "ours": lambda: project_points(points, rotation, translation, **CAMERA, out=out),
        "OpenCV": lambda: opencv(points, turn, shift, matrix, faces),
        **plain_c.build("project", "project", *c_arguments),
    }


def cases():
    return {"1 face": case(1), "4 faces": case(4)}
