"""Skinning equals the oracle and moves vertices as their joints move."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ext import reference
from ext.skin_vertices import skin_vertices

seeds = st.integers(0, 2**32 - 1)


def mesh(seed, count=15, joint_count=6):
    rng = np.random.default_rng(seed)
    vertices = rng.normal(size=(count, 8)).astype(np.float32)
    joints = rng.integers(0, joint_count, (count, 4)).astype(np.uint16)
    weights = rng.dirichlet(np.ones(4), count).astype(np.float32)
    matrices = rng.normal(size=(joint_count, 4, 4)).astype(np.float32)
    matrices[:, 3] = 0, 0, 0, 1
    return vertices, joints, weights, matrices


def skinned(vertices, joints, weights, matrices):
    out = np.empty_like(vertices)
    skin_vertices(vertices, joints, weights, matrices, out)
    return out


@given(seeds)
def test_kernel_matches_the_oracle(seed):
    expected = reference.skin_vertices(*mesh(seed))
    np.testing.assert_allclose(skinned(*mesh(seed)), expected, rtol=1e-4, atol=1e-5)


@given(seeds)
def test_resting_joints_leave_the_mesh_alone(seed):
    vertices, joints, weights, matrices = mesh(seed)
    matrices[:] = np.eye(4)
    np.testing.assert_allclose(skinned(vertices, joints, weights, matrices), vertices, atol=1e-6)


def test_positions_move_with_the_joint_and_normals_only_turn():
    vertices = np.array([[1, 0, 0, 0, 1, 0, 9, 9]], np.float32)
    joints, weights = np.array([[1, 0, 0, 0]], np.uint16), np.array([[1, 0, 0, 0]], np.float32)
    turn = np.array([[0, -1, 0, 5], [1, 0, 0, 6], [0, 0, 1, 7], [0, 0, 0, 1]], np.float32)
    moved = skinned(vertices, joints, weights, np.stack([np.eye(4, dtype=np.float32), turn]))
    np.testing.assert_allclose(moved, [[5, 7, 7, -1, 0, 0, 9, 9]])


def test_a_joint_out_of_range_is_refused_with_its_number():
    vertices, joints, weights, matrices = mesh(0)
    joints[3, 2] = 6
    with pytest.raises(ValueError, match=r"joints must be in 0\.\.5, got 6"):
        skinned(vertices, joints, weights, matrices)


def test_a_buffer_without_normals_is_refused_with_its_width():
    _, joints, weights, matrices = mesh(0)
    with pytest.raises(ValueError, match="6 columns or more, got 3"):
        skinned(np.zeros((15, 3), np.float32), joints, weights, matrices)
