"""What is measured of points as signs of the skull, on faces whose every move is known."""

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from engine.errors import DataError, FileError, UsageError
from systems.learn.pose.cli import pose
from systems.learn.pose.files import as_toml
from systems.learn.pose.measuring import Moments, measured, second_moment
from systems.learn.pose.meshes import watch_meshes
from systems.learn.pose.misses import misses, rigid_poses
from systems.solve.canonical import read_canonical_face
from systems.solve.head_pose import PoseFit
from systems.solve.pose_models import STILL, PoseModel
from systems.solve.pose_table import SHIPPED, read_pose_table
from systems.solve.reprojection import influence
from systems.solve.rotation import angle_between, rotation
from systems.track.store import Store
from tests.systems.solve.synthetic import CAMERA, head_points, mirror_twins, photograph

POSES = [
    (rotation(yaw, pitch, roll), np.array([0.03, -0.02, -distance]))
    for yaw, pitch, roll, distance in ((0, 0, 0, 0.5), (0.3, 0.1, 0, 0.6), (-0.2, -0.2, 0.2, 0.4))
]


TRAIN = typer.Typer()
TRAIN.command()(pose)


@pytest.fixture(scope="module")
def face():
    return read_canonical_face(Store().path("face_landmarker"))


def filmed(face, moved=0.0):
    """Return meshes, rotations and translations of a face whose points are moved in `POSES`."""
    head = head_points(face)
    head[:468] += moved
    rotations, translations = (np.array(values) for values in zip(*POSES, strict=True))
    meshes = [photograph(head, R, t) for R, t in POSES]
    return np.array(meshes), rotations, translations


def smirks(face, rng, count=200):
    """Return misses of an expression that takes all points the same way as a nod, and others."""
    nod = np.cross((1.0, 0.0, 0.0), face.vertices)
    lips = np.where(face.vertices[:, 1:2] < -0.03, face.vertices, 0)
    return rng.normal(size=(count, 1, 1)) * (0.02 * nod + 0.2 * lips)


def moments(off, face):
    return Moments(second_moment(off, face), second_moment(off, face))


def test_a_canonical_face_misses_nothing_in_any_pose(face):
    meshes, *posed = filmed(face)
    assert np.abs(misses(meshes, CAMERA, *posed, face)).max() < 1e-9


def test_a_point_is_missed_in_the_heads_own_frame_by_what_it_moved(face):
    moved = np.zeros((468, 3))
    moved[[61, 105]] = (0.002, 0.001, 0), (0, -0.001, 0.002)
    meshes, *posed = filmed(face, moved)
    off = misses(meshes, CAMERA, *posed, face)
    near = np.array([moved[[61, 105]]] * 3)  # of 2 mm; counted at the distance of the origin
    assert off[:, [61, 105]] == pytest.approx(near, abs=5e-4)
    assert np.abs(np.delete(off, [61, 105], axis=1)).max() < 5e-5


def test_a_filmed_head_is_posed_where_it_is_whatever_its_lips_do(face):
    moved = np.zeros((468, 3))
    moved[[61, 291, 13, 14]] = 0.01
    meshes, rotations, _ = filmed(face, moved)
    found, _ = rigid_poses(meshes, CAMERA, face)
    assert max(map(angle_between, found, rotations)) < 1e-3


def test_a_rigid_point_that_performers_move_counts_less_on_film(face):
    moved, motion = np.zeros((468, 3)), np.full(468, 0.001)
    moved[[10, 67, 297]], motion[[10, 67, 297]] = (0, 0.006, 0), 0.01
    meshes, rotations, _ = filmed(face, moved)
    alike, weighed = (
        max(map(angle_between, rigid_poses(meshes, CAMERA, face, known)[0], rotations))
        for known in (None, motion)
    )
    assert weighed < 0.2 * alike


def test_moments_know_no_left_and_right(face):
    moment = second_moment(np.random.default_rng(0).normal(size=(20, 468, 3)), face)
    axes, twins = np.array((-1, 1, 1)), mirror_twins(face)[:468]
    four = moment.reshape(468, 3, 468, 3)
    mirrored = four[twins][:, :, twins] * axes[:, None, None] * axes
    np.testing.assert_allclose(four, mirrored, atol=1e-12)


def test_an_expression_that_was_measured_turns_the_head_less_than_by_points_weighed_alone(face):
    rng = np.random.default_rng(0)
    found = measured([moments(smirks(face, rng), face)], [], face)
    points = face.vertices[found.rows]
    alone = np.diag(np.repeat(1 / (STILL**2 + found.motion[found.rows] ** 2), 3))
    turns = []
    for off in smirks(face, rng, 20):
        mesh = filmed(face, off)[0][0]
        for told in (found.influence, influence(points, alone)):
            pose = PoseFit(PoseModel(found.rows, points, told))(mesh, CAMERA)
            turns.append(angle_between(pose.rotation, POSES[0][0]))
    together, each = np.array(turns).reshape(-1, 2).mean(0)
    assert together < 0.7 * each


def test_motion_is_the_root_mean_square_across_the_picture_of_performances_and_film(face):
    still, moving = np.zeros((4, 468, 3)), np.zeros((4, 468, 3))
    still[...], moving[..., 1] = 0.001, 0.004
    found = measured([moments(still, face)], [second_moment(moving, face)], face)
    assert found.motion == pytest.approx(np.sqrt((2e-6 + 16e-6) / 2))


def test_a_table_is_read_as_it_was_written(face, tmp_path):
    off = 0.001 * np.random.default_rng(0).normal(size=(9, 468, 3))
    made, path = measured([moments(off, face)], [], face), tmp_path / "pose.toml"
    path.write_text(as_toml(made, {"performed": ["mira"]}))
    read = read_pose_table(path)
    assert read.rows.tolist() == made.rows.tolist()
    assert read.motion == pytest.approx(made.motion, abs=5e-6)
    assert read.influence == pytest.approx(made.influence, abs=5e-5)


def test_the_shipped_table_says_what_it_was_measured_on():
    log = SHIPPED.read_text(encoding="utf-8").splitlines()[:2]
    assert log[0] == 'performed = ["mira", "kaito"]'
    assert log[1] == 'filmed = ["talking_face.mp4", "carphone.mp4"]'


@pytest.mark.parametrize(
    ("motion", "influence", "complaint"),
    [
        ('[1.0, "no"]', "", "line 1: motion"),
        ("[1.0]", "", "length"),
        (str([1.0] * 468), "", "length"),
        (str([1.0] * 468), f"468 = {[[0.0] * 7] * 3}", "467"),
        (str([1.0] * 468), f"nose = {[[0.0] * 7] * 3}", "int"),
    ],
)
def test_a_damaged_table_is_told(tmp_path, motion, influence, complaint):
    path = tmp_path / "pose.toml"
    path.write_text(f"motion = {motion}\n[influence]\n{influence}\n")
    with pytest.raises(FileError, match=f"pose\\.toml.*{complaint}"):
        read_pose_table(path)


def test_pictures_without_a_face_are_refused():
    grey = iter([np.full((240, 320, 3), 128, np.uint8)] * 3)
    with pytest.raises(DataError, match=r"no face is found in the pictures of wall\.mp4"):
        watch_meshes(grey, of="wall.mp4")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--out", "pose.npz"], UsageError),
        (["--out", "none/pose.toml"], FileError),
        (["--video", "none.mp4"], FileError),
        (["--avatar", "nobody"], UsageError),
    ],
)
def test_what_cannot_be_is_refused_before_anybody_performs(tmp_path, monkeypatch, words, error):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error):
        CliRunner().invoke(TRAIN, words, catch_exceptions=False)


@pytest.mark.slow
@pytest.mark.gl
def test_a_quick_performance_of_one_makes_a_table_like_the_shipped_one(tmp_path):
    out = tmp_path / "pose.toml"
    words = ["--avatar", "mira", "--quick", "--out", str(out)]
    assert CliRunner().invoke(TRAIN, words, catch_exceptions=False).exit_code == 0
    made, shipped = read_pose_table(out), read_pose_table(SHIPPED)
    assert made.rows.tolist() == shipped.rows.tolist()
    assert np.corrcoef(np.log(made.motion), np.log(shipped.motion))[0, 1] > 0.7
