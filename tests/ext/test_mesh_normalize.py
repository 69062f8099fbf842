"""The patches equal the oracle and know nothing of position, size and aspect."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ext import reference
from ext.mesh_normalize import LEFT_EYE, MOUTH, PATCHES, RIGHT_EYE, mesh_normalize

seeds = st.integers(0, 2**32 - 1)


def random_rotation(rng):
    Q, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    return Q * np.linalg.det(Q)


AXES = {  # a face that looks at the camera: the points that define the axes, x right, y down
    **{2: (0, 2), 97: (-2, 3), 326: (2, 3), 164: (0, 5), 82: (-1, 6), 312: (1, 6)},
    **{23: (-5, 0), 22: (-4, 0), 230: (-5, 1), 33: (-7, -1), 133: (-3, -1)},
    **{253: (5, 0), 252: (4, 0), 450: (5, 1), 362: (3, -1), 263: (7, -1)},
}


def random_mesh(seed, faces=2):
    """Scattered points, turned at random, of which those that define the axes are in order."""
    rng = np.random.default_rng(seed)
    mesh = rng.normal(0, 4, (faces, 478, 3))
    mesh[:, list(AXES), :2] = list(AXES.values())
    mesh[:, list(AXES), 2] = 0
    mesh += rng.uniform(-0.1, 0.1, mesh.shape)
    turned = [20 * points @ random_rotation(rng).T + 300 for points in mesh]
    return np.array(turned, np.float32)


def normalized(mesh):
    out = np.empty((len(mesh), 450), np.float32)
    mesh_normalize(np.ascontiguousarray(mesh, np.float32), out)
    return out


@given(seeds)
def test_kernel_matches_the_oracle(seed):
    mesh = random_mesh(seed)
    np.testing.assert_allclose(normalized(mesh), reference.mesh_normalize(mesh, PATCHES), atol=1e-5)


@given(seeds)
def test_every_patch_fills_the_unit_square(seed):
    points = normalized(random_mesh(seed)).reshape(2, 225, 2)
    for part in (points[:, :99], points[:, 99:162], points[:, 162:]):
        np.testing.assert_array_equal(part.min(axis=1), np.zeros((2, 2)))
        np.testing.assert_array_equal(part.max(axis=1), np.ones((2, 2)))


@given(seeds, st.floats(0.1, 10), st.floats(-500, 500))
def test_position_size_and_rotation_are_removed(seed, scale, shift):
    mesh = random_mesh(seed)
    turned = scale * mesh @ random_rotation(np.random.default_rng(seed)).T + shift
    np.testing.assert_allclose(normalized(turned), normalized(mesh), atol=1e-3)


def test_patches_have_the_published_sizes_and_share_no_point():
    assert [len(patch.points) for patch in PATCHES] == [99, 63, 63]
    everything = np.concatenate([patch.points for patch in PATCHES])
    assert len(set(everything.tolist())) == 225
    assert everything.max() < 468  # no iris


def test_the_triangles_of_the_eyes_are_mirror_images_that_face_the_same_way():
    mesh = random_mesh(7)[0]
    mirror = np.array([-1, 1, 1])
    for right, left in ((22, 252), (23, 253), (230, 450)):
        mesh[left] = mesh[right] * mirror

    def forward(triangle):
        p0, p1, p2 = mesh[triangle]
        return np.cross(p1 - p0, p2 - p0)

    right, left = forward(RIGHT_EYE.triangles[0]), forward(LEFT_EYE.triangles[0])
    np.testing.assert_allclose(left, right * mirror, rtol=1e-6)


def test_a_mouth_that_faces_the_camera_keeps_its_x_and_y():
    mesh = np.zeros((1, 478, 3), np.float32)
    mesh[0, MOUTH.points, :2] = np.random.default_rng(3).uniform(-1, 1, (99, 2))
    mesh[0, list(AXES), :2] = list(AXES.values())
    seen = mesh[0, MOUTH.points, :2]
    square = (seen - seen.min(axis=0)) / np.ptp(seen, axis=0)
    np.testing.assert_allclose(normalized(mesh)[0, :198].reshape(99, 2), square, atol=1e-6)


def test_a_mesh_without_extent_gives_zeros():
    np.testing.assert_array_equal(normalized(np.ones((1, 478, 3))), np.zeros((1, 450)))


def test_a_mesh_without_irises_is_refused_with_its_shape():
    with pytest.raises(ValueError, match=r"mesh must be .* got \(1, 468, 3\)"):
        normalized(np.zeros((1, 468, 3)))
