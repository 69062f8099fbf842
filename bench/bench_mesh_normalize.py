"""Normalising the meshes of 1 and 4 faces."""

import numpy as np

from ext.mesh_normalize import mesh_normalize


def case(faces):
    mesh = np.random.default_rng(0).normal(300, 100, (faces, 478, 3)).astype(np.float32)
    out = np.empty((faces, 450), np.float32)
    return {"ours": lambda: mesh_normalize(mesh, out)}


def cases():
    return {"1 face": case(1), "4 faces": case(4)}
