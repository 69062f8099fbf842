import math

import numpy as np
import pytest
from hypothesis import given, settings

from systems.solve.camera import Pinhole
from systems.solve.head_pose import PoseFit
from systems.solve.pose_models import pose_model
from systems.solve.pose_table import shipped_pose_table
from systems.solve.rotation import angle_between, rotation, yaw_pitch_roll
from systems.topology import INNER_LIPS, LIDS
from tests.systems.solve.strategies import angles, rotations, translations
from tests.systems.solve.synthetic import CAMERA, head_points, mirror_twins, photograph

STRAIGHT = np.eye(3)
CENTRED = np.array([0.0, 0.0, -0.5])
BROWS = (70, 63, 105, 66, 107, 336, 296, 334, 293, 300)


@settings(max_examples=50)
@given(R=rotations, t=translations)
def test_a_posed_face_is_recovered_from_a_cold_start(face, R, t):
    pose = PoseFit(pose_model("canonical", face))(photograph(head_points(face), R, t), CAMERA)
    assert pose.rotation == pytest.approx(R, abs=1e-4)
    assert pose.translation == pytest.approx(t, abs=1e-4)
    assert pose.error < 0.01
    assert pose.trusted


@settings(max_examples=50)
@given(R=rotations, t=translations, turn=angles(15))
def test_a_warm_start_finds_the_next_pose(face, R, t, turn):
    fit = PoseFit(pose_model("canonical", face))
    last = fit(photograph(head_points(face), R, t), CAMERA)
    turned = R @ rotation(turn, turn / 2, 0)
    pose = fit(photograph(head_points(face), turned, t), CAMERA, last)
    assert pose.rotation == pytest.approx(turned, abs=1e-4)


def test_a_guess_that_leads_nowhere_is_dropped_for_a_cold_start(face):
    fit = PoseFit(pose_model("canonical", face))
    away = fit(photograph(head_points(face), rotation(3.0, 0, 0), CENTRED), CAMERA)
    pose = fit(photograph(head_points(face), STRAIGHT, CENTRED), CAMERA, away)
    assert pose.rotation == pytest.approx(STRAIGHT, abs=1e-4)


def test_turning_the_picture_turns_the_roll_and_nothing_else(face):
    picture = photograph(head_points(face), rotation(0.2, 0.1, 0.0), CENTRED)
    middle = np.array([CAMERA.width / 2, CAMERA.height / 2])
    quarter = np.array([[0, -1], [1, 0]])  # on a screen with y down: clockwise
    picture[:, :2] = (picture[:, :2] - middle) @ quarter + middle
    pose = PoseFit(pose_model("canonical", face))(picture, CAMERA)
    counter_clockwise = rotation(0, 0, math.pi / 2)
    assert pose.rotation == pytest.approx(counter_clockwise @ rotation(0.2, 0.1, 0), abs=1e-4)


@settings(max_examples=25)
@given(yaw=angles(40), pitch=angles(30), roll=angles(40), t=translations)
def test_mirroring_the_picture_negates_yaw_and_roll_and_keeps_pitch(face, yaw, pitch, roll, t):
    picture = photograph(head_points(face), rotation(yaw, pitch, roll), t)
    mirrored = picture[mirror_twins(face)]
    mirrored[:, 0] = CAMERA.width - mirrored[:, 0]
    pose = PoseFit(pose_model("canonical", face))(mirrored, CAMERA)
    assert yaw_pitch_roll(pose.rotation) == pytest.approx((-yaw, pitch, -roll), abs=1e-4)
    assert pose.translation == pytest.approx(t * (-1, 1, 1), abs=1e-4)


def test_lids_brows_and_lips_are_not_read_by_the_canonical_head(face):
    picture = photograph(head_points(face), rotation(0.2, 0.1, 0.1), CENTRED)
    grimace, fit = picture.copy(), PoseFit(pose_model("canonical", face))
    moved = [*LIDS, *INNER_LIPS, *BROWS]
    grimace[moved] += np.random.default_rng(0).normal(scale=20, size=(len(moved), 3))
    assert fit(grimace, CAMERA).rotation.tolist() == fit(picture, CAMERA).rotation.tolist()


@pytest.mark.parametrize("name", ["canonical", "aifi39"])
@pytest.mark.parametrize("posed", [STRAIGHT, rotation(0.4, -0.2, 0.1)], ids=["ahead", "turned"])
def test_points_that_are_read_turn_the_head_little_as_they_move_with_expression(face, name, posed):
    """Each by its own measured motion, independently: by 0.3 degrees, root mean square.

    By 0.47 where points are weighed together, for motions that go together.
    """
    fit, rng, turns = PoseFit(pose_model(name, face)), np.random.default_rng(0), []
    rows, head = fit.model.rows, head_points(face)
    motion = shipped_pose_table().motion[rows, None]
    still = fit(photograph(head, posed, CENTRED), CAMERA).rotation
    for _ in range(60):
        moved, along = head.copy(), rng.normal(size=(len(rows), 3)) / math.sqrt(3)
        moved[rows] += along * motion
        turns.append(angle_between(fit(photograph(moved, posed, CENTRED), CAMERA).rotation, still))
    assert 0.05 < math.degrees(np.sqrt(np.mean(np.square(turns)))) < 0.5


def test_a_lens_that_is_not_as_stated_turns_the_head_by_less_than_a_degree_or_two(face):
    """Depths know nothing of the lens: points alone lean by 4 to 6 degrees."""
    fit, wide = PoseFit(pose_model("canonical", face)), math.degrees(CAMERA.fov)
    for yaw, pitch in ((0.0, 0.0), (0.3, 0.0), (0.0, 0.2), (-0.3, -0.2)):
        true = rotation(yaw, pitch, 0.0)
        picture = photograph(head_points(face), true, CENTRED)
        for share in (0.75, 1.25):
            stated = Pinhole(CAMERA.width, CAMERA.height, math.radians(share * wide))
            assert math.degrees(angle_between(fit(picture, stated).rotation, true)) < 2


def test_a_scattered_mesh_is_not_trusted(face):
    scattered = np.random.default_rng(0).uniform(100, 600, (478, 3))
    assert not PoseFit(pose_model("canonical", face))(scattered, CAMERA).trusted


def test_the_error_is_in_pixels_of_the_picture(face):
    picture = photograph(head_points(face), STRAIGHT, CENTRED)
    noise = np.random.default_rng(0).normal(scale=2, size=(478, 3))
    fit = PoseFit(pose_model("canonical", face))
    judged = fit.judge(picture + noise, CAMERA, STRAIGHT, CENTRED)
    off = noise[fit.model.rows, :2]
    assert judged.error == pytest.approx(math.sqrt((off * off).sum(1).mean()))
    assert fit(picture + noise, CAMERA).error < 1.1 * judged.error


def test_a_stated_field_of_view_is_used(face):
    tele = Pinhole(1280, 720, math.radians(20))
    pose = PoseFit(pose_model("canonical", face))(
        photograph(head_points(face), STRAIGHT, CENTRED, tele), tele
    )
    assert pose.translation == pytest.approx(CENTRED, abs=1e-4)
