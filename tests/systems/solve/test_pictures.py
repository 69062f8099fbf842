"""The conventions on a real portrait: turned and mirrored pictures, seen through the mesh net."""

import math

import cv2
import numpy as np
import pytest

from systems.solve.camera import Pinhole
from systems.solve.eyes import lid_ratio
from systems.solve.gaze import GazeFit
from systems.solve.head_pose import PoseFit
from systems.solve.pose_models import pose_model
from systems.solve.procrustes import MetricFit
from systems.solve.rotation import angle_between, rotation, yaw_pitch_roll
from systems.track import mesh, retinaface
from systems.track.crop import roi_from_points
from systems.track.retinaface import RetinaFace
from systems.track.runtimes import OnnxModel, open_net
from systems.track.store import Store
from tests.footage import astronaut

CAMERA = Pinhole(512, 512)


class Person:
    """What the solvers make of one picture."""

    def __init__(self, face, points):
        self.points = points
        self.pose = PoseFit(pose_model("canonical", face))(points, CAMERA)
        self.metric = MetricFit(face)(points, CAMERA)[:3, :3]
        self.lids = lid_ratio(points)
        R, t = self.pose.rotation, self.pose.translation
        self.gaze = GazeFit(face)(points, np.ones(2), CAMERA, R, t)


@pytest.fixture(scope="module")
def look(face):
    content = Store().read("face_landmarker", "face_landmarks_detector.tflite")
    net = mesh.Mesh(open_net("mesh", content, mesh.CONTRACT))
    finder = RetinaFace(OnnxModel("retinaface", Store().read("retinaface"), retinaface.CONTRACT))

    def find(picture):
        roi, points = finder.detect(picture).rois[0], np.empty((478, 3), np.float32)
        for _ in range(6):  # until the crop has settled
            net.run(picture, roi, points)
            roi = roi_from_points(points)
        return Person(face, points)

    return find


@pytest.fixture(scope="module")
def upright(look):
    return look(astronaut())


def turned_picture(degrees):
    """Return the portrait turned counter-clockwise on screen about its middle."""
    turn = cv2.getRotationMatrix2D((256, 256), degrees, 1.0)
    return cv2.warpAffine(astronaut(), turn, (512, 512), borderMode=cv2.BORDER_REPLICATE)


@pytest.mark.parametrize("degrees", [-25, -10, 10, 25])
def test_a_picture_turned_counter_clockwise_adds_to_the_roll(look, upright, degrees):
    person, turn = look(turned_picture(degrees)), rotation(0, 0, math.radians(degrees))
    for found, was in (
        (person.pose.rotation, upright.pose.rotation),
        (person.metric, upright.metric),
    ):
        assert math.degrees(angle_between(found, turn @ was)) < 5
        change = yaw_pitch_roll(found)[2] - yaw_pitch_roll(was)[2]
        assert math.degrees(change) == pytest.approx(degrees, abs=5)
    assert person.gaze.combined == pytest.approx(upright.gaze.combined, abs=0.08)


def test_a_mirrored_picture_negates_yaw_and_roll_and_swaps_the_eyes(look, upright):
    person = look(np.ascontiguousarray(astronaut()[:, ::-1]))
    for found, was in (
        (person.pose.rotation, upright.pose.rotation),
        (person.metric, upright.metric),
    ):
        yaw, pitch, roll = yaw_pitch_roll(was)
        assert math.degrees(angle_between(found, rotation(-yaw, pitch, -roll))) < 3
    assert person.gaze.combined == pytest.approx(upright.gaze.combined * (-1, 1, 1), abs=0.08)
    mirrored = upright.gaze.eyes[::-1] * (-1, 1, 1)
    assert person.gaze.eyes == pytest.approx(mirrored, abs=0.12)


def test_a_person_who_looks_into_the_lens_is_seen_to_do_so(upright):
    into_lens = -upright.pose.translation / np.linalg.norm(upright.pose.translation)
    gaze_camera = upright.pose.rotation @ upright.gaze.combined
    assert math.degrees(math.acos(gaze_camera @ into_lens)) < 10
