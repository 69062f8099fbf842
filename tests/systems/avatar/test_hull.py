import numpy as np
import pytest

from systems.avatar.hull import Hull

Y = np.linspace(-1, 1, 41)
BALL = Hull([(y, w, 0.0, w, -w) for y, w in zip(Y / 5, np.sqrt(1 - Y**2) / 5, strict=True)])


def test_slices_of_a_ball_make_a_ball():
    rng = np.random.default_rng(0)
    directions = rng.normal(size=(200, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    points = BALL.cast(np.zeros(3), directions)
    np.testing.assert_allclose(np.linalg.norm(points, axis=1), 0.2, atol=1e-3)


def test_the_front_meets_the_rays():
    points = BALL.cast(np.zeros(3), np.array([[0.3, 0.4, np.sqrt(0.75)]]))
    assert BALL.front(points[:, 0], points[:, 1]) == pytest.approx(points[:, 2], abs=1e-5)


def test_a_meridian_runs_from_front_to_side():
    front, left = BALL.meridian(np.array([0, np.pi / 2]), np.zeros(2))
    np.testing.assert_allclose(front, [0, 0, 0.2], atol=1e-9)
    np.testing.assert_allclose(left, [0.2, 0, 0], atol=1e-9)
