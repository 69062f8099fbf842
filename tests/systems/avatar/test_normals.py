import numpy as np
import pytest

from systems.avatar.normals import vertex_normals

CORNER = np.array([[0, 0, 0], [1, 0, 0], [0, 2, 0], [0, 0, 3], [9, 9, 9]], np.float32)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_larger_triangles_turn_a_normal_further(dtype):
    floor, wall = (0, 1, 2), (0, 2, 3)  # facing z with area 1, and x with area 3

    normals = vertex_normals(CORNER.astype(dtype), np.array([floor, wall]))

    np.testing.assert_allclose(normals[[1, 3]], [[0, 0, 1], [1, 0, 0]])
    np.testing.assert_allclose(normals[[0, 2]], [np.array([3, 0, 1]) / np.sqrt(10)] * 2)


def test_a_vertex_without_area_faces_the_viewer():
    normals = vertex_normals(CORNER, np.array([(0, 1, 2), (3, 3, 3)]))

    assert normals[[3, 4]].tolist() == [[0, 0, 1], [0, 0, 1]]
