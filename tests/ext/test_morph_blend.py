"""Blending equals the oracle, is linear, and leaves other columns alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ext import reference
from ext.morph_blend import MorphTargets, morph_blend

seeds = st.integers(0, 2**32 - 1)


def mesh(seed, vertices=20, targets=5):
    rng = np.random.default_rng(seed)
    dense = rng.normal(size=(targets, vertices, 6)).astype(np.float32)
    dense[rng.random((targets, vertices)) < 0.7] = 0
    weights = rng.uniform(-1, 1, targets) * (rng.random(targets) < 0.7)
    base = rng.normal(size=(vertices, 8)).astype(np.float32)
    return base, MorphTargets.from_dense(dense), weights.astype(np.float32)


def blended(base, targets, weights):
    out = np.empty_like(base)
    morph_blend(base, targets, weights, out)
    return out


@given(seeds)
def test_kernel_matches_the_oracle(seed):
    base, targets, weights = mesh(seed)
    rows = targets.starts, targets.vertices, targets.deltas
    expected = reference.morph_blend(base, *rows, weights)
    np.testing.assert_allclose(blended(base, targets, weights), expected, rtol=1e-5, atol=1e-5)


@given(seeds)
def test_weights_of_zero_give_the_base_and_other_columns_are_copied(seed):
    base, targets, weights = mesh(seed)
    np.testing.assert_array_equal(blended(base, targets, 0 * weights), base)
    np.testing.assert_array_equal(blended(base, targets, weights)[:, 6:], base[:, 6:])


@given(seeds)
def test_blending_is_linear_in_the_weights(seed):
    base, targets, weights = mesh(seed)
    once, twice = blended(base, targets, weights), blended(base, targets, 2 * weights)
    np.testing.assert_allclose(twice - base, 2 * (once - base), rtol=1e-4, atol=1e-5)


def test_targets_keep_only_the_vertices_that_move():
    dense = np.zeros((2, 4, 6), np.float32)
    dense[0, 3, 1] = dense[1, 0, 5] = dense[1, 2, 0] = 1
    targets = MorphTargets.from_dense(dense)
    np.testing.assert_array_equal(targets.starts, [0, 1, 3])
    np.testing.assert_array_equal(targets.vertices, [3, 0, 2])


def test_a_vertex_out_of_range_is_refused_with_the_range():
    rows = np.array([0, 1]), np.array([7], np.int32), np.zeros((1, 6), np.float32)
    with pytest.raises(ValueError, match=r"vertices must be in 0\.\.4, got 0\.\.7"):
        MorphTargets(*rows, vertex_count=5)


def test_starts_that_skip_rows_are_refused():
    rows = np.array([0, 1]), np.zeros(2, np.int32), np.zeros((2, 6), np.float32)
    with pytest.raises(ValueError, match="starts must grow from 0 to 2"):
        MorphTargets(*rows, vertex_count=5)


def test_a_mesh_of_another_size_is_refused():
    base, targets, weights = mesh(0)
    with pytest.raises(ValueError, match=r"base must be .*\(20, 8\) float32, got \(19, 8\)"):
        blended(base[:-1].copy(), targets, weights)


def test_a_buffer_without_normals_is_refused_with_its_width():
    _, targets, weights = mesh(0)
    with pytest.raises(ValueError, match="6 columns or more, got 3"):
        blended(np.zeros((20, 3), np.float32), targets, weights)
