import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import least_squares
from scipy.spatial.transform import Rotation

from systems.solve.expression_motion import EXPRESSION_MOTION
from systems.solve.head_pose import PoseFit
from systems.solve.pose_models import RIGID, pose_model, weighted
from systems.solve.reprojection import Descent, refine
from systems.solve.rotation import angle_between, rotation
from tests.systems.solve.synthetic import CAMERA, head_points, photograph

STRAIGHT, AHEAD = rotation(0.2, 0.1, -0.1), np.array([0.02, 0.01, -0.5])


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_minimum_is_the_one_that_scipy_finds(face, seed):
    rng = np.random.default_rng(seed)
    model = pose_model("canonical", face)
    seen = CAMERA.rays(photograph(head_points(face), STRAIGHT, AHEAD)[model.rows])[:, :2]
    seen += rng.normal(scale=0.004, size=seen.shape)
    descent = Descent(bend=1.0, small=1e-10)
    R, t = refine(model.points, model.weights, seen, STRAIGHT, AHEAD, descent)

    def miss(change):
        places = (
            model.points @ (Rotation.from_rotvec(change[:3]).as_matrix() @ R).T + t + change[3:]
        )
        off = places[:, :2] / -places[:, 2:] - seen
        return (np.sqrt(model.weights)[:, None] * off).ravel()

    found = least_squares(miss, np.zeros(6), xtol=1e-12, ftol=1e-12, gtol=1e-12)
    assert found.x == pytest.approx(np.zeros(6), abs=2e-4)


def test_a_robust_loss_errs_less_than_least_squares(face):
    rng = np.random.default_rng(0)
    model, errors = pose_model("canonical", face), []
    for _ in range(40):
        seen = photograph(head_points(face), STRAIGHT, AHEAD)
        seen[rng.choice(RIGID, 3, replace=False), :2] += rng.normal(scale=60, size=(3, 2))
        fits = (PoseFit(model, descent=Descent(bend=bend)) for bend in (0.010, 10.0))
        errors.append([angle_between(fit(seen, CAMERA).rotation, STRAIGHT) for fit in fits])
    robust, squares = np.mean(errors, 0)
    assert robust < 0.5 * squares


def test_weights_keep_a_face_that_moves_from_turning_the_head(face):
    """Every mesh point counts, and each moves as far as it does when people talk and smile."""
    rng, everyone = np.random.default_rng(0), np.arange(468)
    still = weighted(everyone, face.vertices)
    equal = type(still)(still.rows, still.points, np.ones(468))
    turned = []
    for _ in range(30):
        head = head_points(face)
        head[:468] += rng.normal(size=(468, 3)) * EXPRESSION_MOTION[:, None]
        seen = photograph(head, STRAIGHT, AHEAD)
        turned.append(
            [angle_between(PoseFit(m)(seen, CAMERA).rotation, STRAIGHT) for m in (still, equal)]
        )
    weighted_turn, equal_turn = np.mean(turned, 0)
    assert weighted_turn < 0.75 * equal_turn


def test_points_behind_the_camera_end_the_search(face):
    model = pose_model("canonical", face)
    behind = np.array([0.0, 0.0, 0.5])
    R, t = refine(model.points, model.weights, np.zeros((21, 2)), STRAIGHT, behind, Descent())
    assert R.tolist() == STRAIGHT.tolist()
    assert t.tolist() == behind.tolist()
