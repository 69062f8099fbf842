import numpy as np
import pytest
from scipy.optimize import least_squares
from scipy.spatial.transform import Rotation

from systems.solve.head_pose import PoseFit
from systems.solve.pose_models import PoseModel, pose_model, weighted
from systems.solve.pose_table import shipped_pose_table
from systems.solve.reprojection import NEAR, Descent, influence, refine, sight, sight_of
from systems.solve.rotation import angle_between, rotation
from tests.systems.solve.synthetic import CAMERA, head_points, photograph

STRAIGHT, AHEAD = rotation(0.2, 0.1, -0.1), np.array([0.02, 0.01, -0.5])
FAR = np.array([0.0, 0.0, -NEAR])


def noisy(face, rng, scale):
    """Return how the average face is seen where every point is missed by so many metres."""
    head = head_points(face)
    head[:468] += rng.normal(scale=scale, size=(468, 3))
    return photograph(head, STRAIGHT, AHEAD)


def test_no_pose_of_equal_points_errs_less_than_the_least_squares_that_scipy_finds(face):
    rows, rng, errors = np.arange(0, 468, 9), np.random.default_rng(0), []
    points = face.vertices[rows]
    told = influence(points, np.eye(3 * len(rows)))
    for _ in range(20):
        seen = sight(noisy(face, rng, 0.003)[rows].astype(np.float64), CAMERA)
        R, _ = refine(points, told, seen, STRAIGHT, AHEAD, Descent(bend=1.0))

        def miss(change, seen=seen):
            turned = Rotation.from_rotvec(change[:3]).as_matrix() @ STRAIGHT
            return ((sight_of(points @ turned.T + AHEAD + change[3:]) - seen) * 0.5).ravel()

        found = least_squares(miss, np.zeros(6)).x
        best = Rotation.from_rotvec(found[:3]).as_matrix() @ STRAIGHT
        errors.append([angle_between(R, STRAIGHT), angle_between(best, STRAIGHT)])
    ours, least = np.mean(errors, 0)
    assert ours < 1.1 * least


@pytest.mark.parametrize("name", ["canonical", "aifi39"])
def test_what_points_tell_of_a_small_move_is_the_move(face, name):
    model = pose_model(name, face)
    before = sight_of(model.points + FAR)
    for axis, move in enumerate(1e-4 * np.eye(6)):
        turned = Rotation.from_rotvec(move[:3]).as_matrix()
        off = sight_of(model.points @ turned.T + FAR + move[3:]) - before
        off *= (NEAR, NEAR, NEAR - model.points[:, 2].mean())
        told = np.einsum("nk,nkj->j", off, model.influence)
        expected = np.array([*move[:5], 0, move[5] / NEAR])
        told[5] = 0  # depths are seen from their mean: a shift along them is not
        assert told == pytest.approx(expected, abs=6e-6), axis


def test_a_robust_loss_errs_less_than_least_squares(face):
    rng = np.random.default_rng(0)
    model, errors = pose_model("canonical", face), []
    for _ in range(40):
        seen = photograph(head_points(face), STRAIGHT, AHEAD)
        seen[rng.choice(model.rows, 3, replace=False), :2] += rng.normal(scale=60, size=(3, 2))
        fits = (PoseFit(model, descent=Descent(bend=bend)) for bend in (0.010, 10.0))
        errors.append([angle_between(fit(seen, CAMERA).rotation, STRAIGHT) for fit in fits])
    robust, squares = np.mean(errors, 0)
    assert robust < 0.5 * squares


def test_weights_keep_a_face_that_moves_from_turning_the_head(face):
    """Every mesh point counts, and each moves as far as it does when people talk and smile."""
    rng, everyone = np.random.default_rng(0), np.arange(468)
    still = weighted(everyone, face.vertices)
    equal = PoseModel(everyone, face.vertices, influence(face.vertices, np.eye(3 * 468)))
    turned = []
    for _ in range(30):
        head = head_points(face)
        head[:468] += rng.normal(size=(468, 3)) * shipped_pose_table().motion[:, None]
        seen = photograph(head, STRAIGHT, AHEAD)
        turned.append(
            [angle_between(PoseFit(m)(seen, CAMERA).rotation, STRAIGHT) for m in (still, equal)]
        )
    weighted_turn, equal_turn = np.mean(turned, 0)
    assert weighted_turn < 0.75 * equal_turn


def test_points_behind_the_camera_end_the_search(face):
    model = pose_model("canonical", face)
    behind = np.array([0.0, 0.0, 0.5])
    unseen = np.zeros_like(model.points)
    R, t = refine(model.points, model.influence, unseen, STRAIGHT, behind, Descent())
    assert R.tolist() == STRAIGHT.tolist()
    assert t.tolist() == behind.tolist()
