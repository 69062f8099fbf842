"""Blending 12 active of 52 targets, each moving a fifth of 6000 vertices."""

import numpy as np
import pytest

from ext.morph_blend import MorphTargets, morph_blend


@pytest.mark.usefixtures("build")
@pytest.mark.parametrize("faces", [1, 4])
def test_morph_blend_6000_vertices(benchmark, faces):
    rng = np.random.default_rng(0)
    vertices = np.concatenate([np.sort(rng.choice(6000, 1200, replace=False)) for _ in range(52)])
    deltas = rng.normal(size=(len(vertices), 6)).astype(np.float32)
    targets = MorphTargets(1200 * np.arange(53), vertices.astype(np.int32), deltas, 6000)
    base, weights = rng.random((6000, 8), np.float32), np.zeros(52, np.float32)
    weights[:48:4] = 0.5
    out = np.empty_like(base)
    benchmark(lambda: [morph_blend(base, targets, weights, out) for _ in range(faces)])
    assert (out != base).any()
