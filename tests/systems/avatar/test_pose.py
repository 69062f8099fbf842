import numpy as np
import pytest

from systems.avatar.pose import NECK, View, bust, looking, seated, tracker_view
from systems.solve.rotation import rotation


def project(view, point, width, height):
    clip = view.matrix(width / height) @ [*point, 1]
    x, y = clip[:2] / clip[3]
    return (x + 1) / 2 * width - 0.5, (1 - y) / 2 * height - 0.5


def test_the_tracker_view_is_the_trackers_pinhole():
    fov, (width, height) = np.radians(63), (640, 480)
    focal = height / 2 / np.tan(fov / 2)
    x, y, z = 0.05, -0.03, -0.6
    u, v = project(tracker_view(fov), (x, y, z), width, height)
    assert u == pytest.approx(width / 2 - 0.5 + focal * x / -z)
    assert v == pytest.approx(height / 2 - 0.5 - focal * y / -z)


def test_the_subjects_left_is_on_the_right_of_the_picture():
    u, _ = project(bust(), (0.05, 0, 0), 640, 480)
    assert u > 320


def test_depth_grows_with_distance():
    view = View((0, 0, 1), (0, 0, 0), 0.4)
    near, far = (view.matrix(1) @ [0, 0, z, 1] for z in (0.1, -0.1))
    assert near[2] / near[3] < far[2] / far[3]


@pytest.mark.parametrize("direction", [(0, 0, 1), (0.3, -0.2, 0.9), (-0.8, 0.5, 0.2)])
def test_looking_turns_ahead_to_the_direction(direction):
    unit = np.array(direction) / np.linalg.norm(direction)
    turn = looking(unit)
    np.testing.assert_allclose(turn @ [0, 0, 1], unit, atol=1e-12)
    np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-12)


def test_a_seated_head_turns_on_its_neck():
    R = rotation(0.4, 0.2, -0.1)
    np.testing.assert_allclose(R @ NECK + seated(R), NECK, atol=1e-12)
