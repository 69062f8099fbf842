"""A refined pose is the true one, or where the oracle ends; and one bad point does not matter."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from ext import _numpy_refine_pose, reference
from ext.refine_pose import NEAREST, refine_pose

SEARCH = {"bend": 0.010, "steps": 40, "small": 1e-10}
seeds = st.integers(0, 2**32 - 1)


def rotation_by(rng, angle):
    return Rotation.from_rotvec(angle * rng.normal(size=3)).as_matrix()


def head(rng, faces=1, noise=0.0):
    """Return model, weights, where it is seen, and the true poses."""
    model = rng.uniform(-0.08, 0.08, (21, 3))
    weights = rng.uniform(0.2, 2, 21)
    rotation = np.stack([rotation_by(rng, 0.3) for _ in range(faces)])
    translation = rng.uniform((-0.1, -0.1, -0.9), (0.1, 0.1, -0.4), (faces, 3))
    places = model @ rotation.transpose(0, 2, 1) + translation[:, None]
    seen = places[..., :2] / -places[..., 2:] + noise * rng.normal(size=(faces, 21, 2))
    return model, weights, np.ascontiguousarray(seen), rotation, translation


def nearby(rng, rotation, translation):
    turned = np.stack([rotation_by(rng, 0.05) @ R for R in rotation])
    return np.ascontiguousarray(turned), translation + rng.uniform(-0.02, 0.02, translation.shape)


@settings(max_examples=30)
@given(seeds, st.integers(1, 4))
def test_clean_points_give_the_true_pose(seed, faces):
    rng = np.random.default_rng(seed)
    model, weights, seen, rotation, translation = head(rng, faces)
    R, t = nearby(rng, rotation, translation)
    assert refine_pose(model, weights, seen, R, t, **SEARCH)
    np.testing.assert_allclose(R, rotation, atol=1e-7)
    np.testing.assert_allclose(t, translation, atol=1e-7)


@settings(max_examples=25)
@given(seeds)
def test_kernel_ends_where_the_oracle_does(seed):
    rng = np.random.default_rng(seed)
    model, weights, seen, rotation, translation = head(rng, faces=2, noise=0.004)
    R, t = nearby(rng, rotation, translation)
    S, u = R.copy(), t.copy()
    assert refine_pose(model, weights, seen, R, t, **SEARCH)
    reference.refine_pose(model, weights, seen, S, u, **SEARCH)
    np.testing.assert_allclose(R, S, atol=1e-6)
    np.testing.assert_allclose(t, u, atol=1e-6)


@settings(max_examples=30)
@given(seeds, st.integers(1, 4))
def test_numpy_twin_walks_the_same_way(seed, faces):
    rng = np.random.default_rng(seed)
    model, weights, seen, rotation, translation = head(rng, faces, noise=0.003)
    R, t = nearby(rng, rotation, translation)
    S, u = R.copy(), t.copy()
    refine_pose(model, weights, seen, R, t, **SEARCH)
    _numpy_refine_pose.refine(model, weights, seen, S, u, *SEARCH.values(), NEAREST)
    np.testing.assert_allclose(R, S, atol=1e-8)
    np.testing.assert_allclose(t, u, atol=1e-8)


@given(seeds)
def test_rotation_stays_a_rotation(seed):
    rng = np.random.default_rng(seed)
    model, weights, seen, rotation, translation = head(rng, noise=0.02)
    R, t = nearby(rng, rotation, translation)
    refine_pose(model, weights, seen, R, t, **SEARCH)
    np.testing.assert_allclose(R[0] @ R[0].T, np.eye(3), atol=1e-12)
    assert np.linalg.det(R[0]) == pytest.approx(1)


def test_one_point_far_off_hardly_moves_the_pose():
    rng = np.random.default_rng(7)
    model, weights, seen, rotation, translation = head(rng)
    weights[:] = 1
    seen[0, 3] += 0.2
    R, t = rotation.copy(), translation.copy()
    refine_pose(model, weights, seen, R, t, **SEARCH)
    angle = np.arccos(np.clip((np.trace(R[0] @ rotation[0].T) - 1) / 2, -1, 1))
    assert np.degrees(angle) < 1.5
    R, t = rotation.copy(), translation.copy()
    refine_pose(model, weights, seen, R, t, **SEARCH | {"bend": 1e3})
    loose = np.arccos(np.clip((np.trace(R[0] @ rotation[0].T) - 1) / 2, -1, 1))
    assert loose > 4 * angle


@pytest.mark.parametrize("points", [0, 1, 2])
def test_points_that_fix_no_pose_say_so(points):
    model = np.zeros((points, 3))
    pose = np.eye(3)[None].copy(), np.array([[0, 0, -1.0]])
    assert not refine_pose(model, np.ones(points), np.zeros((1, points, 2)), *pose, **SEARCH)
    np.testing.assert_array_equal(pose[0][0], np.eye(3))


def test_what_is_no_number_leaves_the_pose_alone():
    rng = np.random.default_rng(1)
    model, weights, seen, rotation, translation = head(rng)
    seen[0, 0] = np.nan
    R, t = rotation.copy(), translation.copy()
    assert not refine_pose(model, weights, seen, R, t, **SEARCH)
    np.testing.assert_array_equal(R, rotation)


def test_a_head_behind_the_camera_is_left_there():
    rng = np.random.default_rng(1)
    model, weights, seen, rotation, translation = head(rng)
    behind = np.abs(translation)
    R, t = rotation.copy(), behind.copy()
    refine_pose(model, weights, seen, R, t, **SEARCH)
    np.testing.assert_array_equal(t, behind)


def test_too_few_weights_are_refused_by_name():
    rng = np.random.default_rng(1)
    model, weights, seen, rotation, translation = head(rng)
    with pytest.raises(ValueError, match=r"weights must be .*\(21,\) float64, got \(20,\)"):
        refine_pose(model, weights[:20], seen, rotation, translation, **SEARCH)
