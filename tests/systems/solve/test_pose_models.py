import math

import numpy as np
import pytest
from hypothesis import given, settings

from engine.errors import FileError, UsageError
from systems.solve.head_pose import PoseFit
from systems.solve.pose_models import STILL, pose_model, weighted
from systems.solve.pose_table import shipped_pose_table
from systems.solve.rotation import angle_between, rotation
from systems.solve.settings import order_solving
from tests.systems.solve.strategies import rotations, translations
from tests.systems.solve.synthetic import CAMERA, head_points, mirror_twins, photograph

AHEAD = np.array([0.0, 0.0, -0.5])
TIP, CHIN, MOUTH_CORNER, CORNER = 4, 152, 61, 133


def written(path, points):
    lines = [f"{row} = [{x}, {y}, {z}]" for row, (x, y, z) in points.items()]
    path.write_text("\n".join(["[points]", *lines]))
    return str(path)


def some_points(face):
    return {row: face.vertices[row] for row in (33, 133, 263, 362, 4, 152, 10, 234, 454)}


def test_what_moves_with_expression_counts_less(face):
    """Points of one place, but for the middle of the face, which fixes it together with them."""
    model = pose_model("aifi39", face)
    told = np.linalg.norm(model.influence[:, :, :3], axis=(1, 2))
    size = dict(zip(model.rows.tolist(), told, strict=True))
    assert size[TIP] > size[CHIN]
    assert size[CORNER] > size[159] > 0


def test_the_canonical_head_listens_to_both_halves_of_the_face_alike(face):
    model, twins = pose_model("canonical", face), mirror_twins(face)
    told = dict(zip(model.rows.tolist(), model.influence, strict=True))
    mirror = np.outer((-1, 1, 1), (1, -1, -1, -1, 1, 1, 1))
    for row in model.rows.tolist():
        assert told[int(twins[row])] == pytest.approx(told[row] * mirror, abs=2e-4)


def test_a_point_counts_by_the_inverse_of_how_far_expression_moves_it(face):
    """Four points at one place differ by their weights alone."""
    names, base = [TIP, CORNER, MOUTH_CORNER, CHIN], [10, 33, 263, 234, 454, 2]
    rows = np.array([*base, *names])
    points = np.concatenate([face.vertices[base], np.repeat(face.vertices[[TIP]], 4, 0)])
    told = np.linalg.norm(weighted(rows, points).influence[-4:], axis=(1, 2))
    assert (np.diff(told) < 0).all()
    variance = STILL**2 + shipped_pose_table().motion[names] ** 2
    assert told / told[0] == pytest.approx(variance[0] / variance)


@settings(max_examples=25)
@given(R=rotations, t=translations)
def test_the_anthropometric_head_is_recovered_in_front_of_the_camera(face, R, t):
    model = pose_model("aifi39", face)
    head = head_points(face)
    head[model.rows] = model.points
    pose = PoseFit(model)(photograph(head, R, t), CAMERA)
    assert pose.rotation == pytest.approx(R, abs=1e-4)
    assert pose.translation == pytest.approx(t, abs=1e-4)


def test_the_anthropometric_head_has_the_subjects_left_at_positive_x(face):
    model = pose_model("aifi39", face)
    place = dict(zip(model.rows.tolist(), model.points, strict=True))
    assert place[263][0] == pytest.approx(-place[33][0], abs=1e-6)
    assert place[263][0] == pytest.approx(face.vertices[263, 0], abs=0.01)
    assert place[TIP][2] > place[0][2] > place[33][2]
    assert place[10 if 10 in place else 107][1] > place[CHIN][1]


def test_both_built_in_heads_give_an_average_face_nearly_the_same_pose(face):
    models = [pose_model(name, face) for name in ("canonical", "aifi39")]
    for R, most in ((np.eye(3), 0.5), (rotation(0.2, 0.1, -0.1), 6)):
        seen = photograph(head_points(face), R, np.array([0.0, 0.0, -0.6]))
        canonical, table = (PoseFit(model)(seen, CAMERA) for model in models)
        assert math.degrees(angle_between(canonical.rotation, table.rotation)) < most
        assert table.translation == pytest.approx(canonical.translation, abs=0.03)
        assert table.trusted


def test_points_of_ones_own_are_read_whatever_their_frame(face, tmp_path):
    turned = {
        row: rotation(0.3, 0.2, 0.1) @ point + 0.05 for row, point in some_points(face).items()
    }
    model = pose_model(written(tmp_path / "own.toml", turned), face)
    R = rotation(-0.3, 0.1, 0.2)
    pose = PoseFit(model)(photograph(head_points(face), R, AHEAD), CAMERA)
    assert pose.rotation == pytest.approx(R, abs=1e-4)
    assert pose.translation == pytest.approx(AHEAD, abs=1e-4)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda points: points | {999: (0, 0, 0)}, r"own\.toml, line 11: there is no mesh point"),
        (lambda points: points | {"004": points[4]}, r"line 11: there is no mesh point 004"),
        (lambda points: points | {4: (math.nan, 0, 0)}, r"line 6: points.4: nan is no number"),
        (lambda points: points | {4: (0, 0, math.inf)}, r"line 6: points.4: inf is no number"),
        (lambda points: points | {4: (0, 1e300, 0)}, r"line 6: points.4: expected `float` <= 1000"),
        (lambda points: {4: points[4]}, "1 points do not fix a pose"),
        (lambda points: {row: (x, y, 0) for row, (x, y, _) in points.items()}, "one plane"),
        (lambda points: {row: point / 1000 for row, point in points.items()}, "one plane"),
        (lambda points: {row: point * 100 for row, point in points.items()}, "mm from those"),
        (lambda points: {row: point * (-1, 1, 1) for row, point in points.items()}, "mm from"),
    ],
)
def test_points_that_make_no_head_are_refused(face, tmp_path, change, words):
    with pytest.raises(FileError, match=words) as refused:
        pose_model(written(tmp_path / "own.toml", change(some_points(face))), face)
    assert refused.value.fix


def test_a_file_that_is_no_table_of_points_is_told_with_its_line(face, tmp_path):
    (tmp_path / "own.toml").write_text("[points]\n4 = [1, 2]")
    with pytest.raises(FileError, match=r"own\.toml, line 2"):
        pose_model(str(tmp_path / "own.toml"), face)


def test_a_file_without_points_says_that_they_are_missing(face, tmp_path):
    (tmp_path / "own.toml").write_text("")
    with pytest.raises(FileError, match=r"own\.toml: 'points' is missing") as refused:
        pose_model(str(tmp_path / "own.toml"), face)
    assert refused.value.fix == "add points"


def test_a_model_that_is_not_there_is_refused_before_any_work():
    with pytest.raises(UsageError, match=r"--pose-model nobody\.toml"):
        order_solving("default", "nobody.toml")
    with pytest.raises(UsageError, match="no meaning with --preset mediapipe"):
        order_solving("mediapipe", "aifi39")
