"""Blending 12 active of 52 targets, each moving a fifth of 6000 vertices."""

import numpy as np

from ext.morph_blend import MorphTargets, morph_blend


def case(faces):
    rng = np.random.default_rng(0)
    vertices = np.concatenate([np.sort(rng.choice(6000, 1200, replace=False)) for _ in range(52)])
    deltas = rng.normal(size=(len(vertices), 6)).astype(np.float32)
    targets = MorphTargets(1200 * np.arange(53), vertices.astype(np.int32), deltas, 6000)
    base, weights = rng.random((6000, 8), np.float32), np.zeros(52, np.float32)
    weights[:48:4] = 0.5
    out = np.empty_like(base)
    return {"ours": lambda: [morph_blend(base, targets, weights, out) for _ in range(faces)]}


def cases():
    return {"1 face": case(1), "4 faces": case(4)}
