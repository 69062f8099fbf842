"""Fitting 33 weighted points of 1 and 4 faces."""

import numpy as np

from ext.rigid_fit import RigidFit, rigid_fit


def case(faces):
    rng = np.random.default_rng(0)
    source, weights = rng.normal(size=(33, 3)), rng.uniform(size=33)
    target = 3 * source + rng.normal(0, 0.1, (faces, 33, 3))
    out = RigidFit.empty(faces)
    return {"ours": lambda: rigid_fit(source, weights, target, out=out)}


def cases():
    return {"1 face": case(1), "4 faces": case(4)}
