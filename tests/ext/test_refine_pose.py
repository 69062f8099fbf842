"""A refined pose is the true one, or where the oracle ends; and one bad point does not matter."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from ext import _numpy_refine_pose, reference
from ext.refine_pose import NEAREST, refine_pose

SEARCH = {"bend": 0.010, "steps": 100, "small": 1e-10}
seeds = st.integers(0, 2**32 - 1)


def rotation_by(rng, angle):
    return Rotation.from_rotvec(angle * rng.normal(size=3)).as_matrix()


def sight(places):
    """Return where points in front of the camera are seen, and how much nearer than their mean."""
    seen = places / -places[:, 2:]
    seen[:, 2] = places[:, 2] / -places[:, 2].mean()
    return seen


def told_by(model, weights, distance=0.6):
    """Return what misses tell of a head that looks ahead: least squares, by finite differences."""

    def shown(change):
        turned = Rotation.from_rotvec(change[:3]).as_matrix()
        nearer = distance * (1 - change[6])
        places = model @ turned.T + (change[3], change[4], -nearer)
        middle = -places[:, 2:].mean()
        return (sight(places) * (distance, distance, middle) + (0, 0, change[5])).ravel()

    slopes = np.stack([(shown(h) - shown(-h)) / 2e-6 for h in 1e-6 * np.eye(7)], axis=1)
    root = np.sqrt(np.repeat(weights, 3))
    told = np.linalg.pinv(root[:, None] * slopes) * root
    return np.ascontiguousarray(told.T.reshape(-1, 3, 7))


def head(rng, faces=1, noise=0.0):
    """Return model, what it tells, where it is seen, and the true poses."""
    model = rng.uniform(-0.08, 0.08, (21, 3))
    told = told_by(model, rng.uniform(0.2, 2, 21))
    rotation = np.stack([rotation_by(rng, 0.3) for _ in range(faces)])
    translation = rng.uniform((-0.1, -0.1, -0.9), (0.1, 0.1, -0.4), (faces, 3))
    places = model @ rotation.transpose(0, 2, 1) + translation[:, None]
    seen = np.stack([sight(place) for place in places])
    return model, told, seen + noise * rng.normal(size=seen.shape), rotation, translation


def nearby(rng, rotation, translation):
    turned = np.stack([rotation_by(rng, 0.05) @ R for R in rotation])
    return np.ascontiguousarray(turned), translation + rng.uniform(-0.02, 0.02, translation.shape)


@settings(max_examples=30)
@given(seeds, st.integers(1, 4))
def test_clean_points_give_the_true_pose(seed, faces):
    rng = np.random.default_rng(seed)
    model, told, seen, rotation, translation = head(rng, faces)
    R, t = nearby(rng, rotation, translation)
    assert refine_pose(model, told, seen, R, t, **SEARCH)
    np.testing.assert_allclose(R, rotation, atol=1e-7)
    np.testing.assert_allclose(t, translation, atol=1e-7)


@settings(max_examples=25)
@given(seeds)
def test_kernel_ends_where_the_oracle_does(seed):
    rng = np.random.default_rng(seed)
    model, told, seen, rotation, translation = head(rng, faces=2, noise=0.004)
    R, t = nearby(rng, rotation, translation)
    S, u = R.copy(), t.copy()
    assert refine_pose(model, told, seen, R, t, **SEARCH)
    reference.refine_pose(model, told, seen, S, u, **SEARCH)
    np.testing.assert_allclose(R, S, atol=1e-6)
    np.testing.assert_allclose(t, u, atol=1e-6)


@settings(max_examples=30)
@given(seeds, st.integers(1, 4))
def test_numpy_twin_walks_the_same_way(seed, faces):
    rng = np.random.default_rng(seed)
    model, told, seen, rotation, translation = head(rng, faces, noise=0.003)
    R, t = nearby(rng, rotation, translation)
    S, u = R.copy(), t.copy()
    refine_pose(model, told, seen, R, t, **SEARCH)
    _numpy_refine_pose.refine(model, told, seen, S, u, *SEARCH.values(), NEAREST)
    np.testing.assert_allclose(R, S, atol=1e-8)
    np.testing.assert_allclose(t, u, atol=1e-8)


@given(seeds)
def test_rotation_stays_a_rotation(seed):
    rng = np.random.default_rng(seed)
    model, told, seen, rotation, translation = head(rng, noise=0.02)
    R, t = nearby(rng, rotation, translation)
    refine_pose(model, told, seen, R, t, **SEARCH)
    np.testing.assert_allclose(R[0] @ R[0].T, np.eye(3), atol=1e-12)
    assert np.linalg.det(R[0]) == pytest.approx(1)


def test_one_point_far_off_hardly_moves_the_pose():
    rng = np.random.default_rng(7)
    model, told, seen, rotation, translation = head(rng)
    told = told_by(model, np.ones(21))
    seen[0, 3] += 0.2
    R, t = rotation.copy(), translation.copy()
    refine_pose(model, told, seen, R, t, **SEARCH)
    angle = np.arccos(np.clip((np.trace(R[0] @ rotation[0].T) - 1) / 2, -1, 1))
    assert np.degrees(angle) < 1.5
    R, t = rotation.copy(), translation.copy()
    refine_pose(model, told, seen, R, t, **SEARCH | {"bend": 1e3})
    loose = np.arccos(np.clip((np.trace(R[0] @ rotation[0].T) - 1) / 2, -1, 1))
    assert loose > 4 * angle


def test_no_points_tell_of_no_pose():
    nothing = np.empty((0, 3)), np.empty((0, 3, 7)), np.empty((1, 0, 3))
    R, t = np.eye(3)[None].copy(), np.array([[0, 0, -1.0]])
    assert not refine_pose(*nothing, R, t, **SEARCH)
    np.testing.assert_array_equal(R[0], np.eye(3))


def test_a_constant_in_depth_does_not_matter():
    rng = np.random.default_rng(3)
    model, told, seen, rotation, translation = head(rng, noise=0.004)
    poses = []
    for constant in (0.0, 0.5):
        R, t = nearby(np.random.default_rng(4), rotation, translation)
        refine_pose(model, told, seen + np.array((0, 0, constant)), R, t, **SEARCH)
        poses.append((R, t))
    np.testing.assert_allclose(poses[0][0], poses[1][0], atol=1e-8)
    np.testing.assert_allclose(poses[0][1], poses[1][1], atol=1e-8)


def test_what_is_no_number_leaves_the_pose_alone():
    rng = np.random.default_rng(1)
    model, told, seen, rotation, translation = head(rng)
    seen[0, 0] = np.nan
    R, t = rotation.copy(), translation.copy()
    assert not refine_pose(model, told, seen, R, t, **SEARCH)
    np.testing.assert_array_equal(R, rotation)


def test_a_head_behind_the_camera_is_left_there():
    rng = np.random.default_rng(1)
    model, told, seen, rotation, translation = head(rng)
    behind = np.abs(translation)
    R, t = rotation.copy(), behind.copy()
    refine_pose(model, told, seen, R, t, **SEARCH)
    np.testing.assert_array_equal(t, behind)


def test_an_influence_of_too_few_points_is_refused_by_name():
    rng = np.random.default_rng(1)
    model, told, seen, rotation, translation = head(rng)
    with pytest.raises(ValueError, match=r"influence must be .*\(21, 3, 7\) float64, got \(20,"):
        refine_pose(model, told[:20], seen, rotation, translation, **SEARCH)
