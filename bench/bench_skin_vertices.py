"""Skinning 6000 vertices by 60 joints."""

import numpy as np

from ext.skin_vertices import skin_vertices


def case(faces):
    rng = np.random.default_rng(0)
    vertices, weights = rng.random((6000, 8), np.float32), np.full((6000, 4), 0.25, np.float32)
    joints = rng.integers(0, 60, (6000, 4)).astype(np.uint16)
    matrices, out = rng.random((60, 4, 4), np.float32), np.empty_like(vertices)
    run = (vertices, joints, weights, matrices, out)
    return {"ours": lambda: [skin_vertices(*run) for _ in range(faces)]}


def cases():
    return {"1 face": case(1), "4 faces": case(4)}
