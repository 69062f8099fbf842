"""The mesh and the shapes of a smiling portrait, as she is and in a mirror."""

import tracemalloc

import numpy as np
import pytest

from systems.topology import ARKIT, LEFT_EYE, RIGHT_EYE, SHAPE
from systems.track.blendshapes import BlendshapeNet
from systems.track.crop import roi_from_points

MIDDLE = np.array([256.0, 256, 300, 300, 0])


def test_portrait_is_present_and_shows_no_tongue(portrait, portrait_mesh, face_mesh):
    scores = face_mesh.run(portrait, roi_from_points(portrait_mesh), np.empty_like(portrait_mesh))
    assert scores.present
    assert scores.presence > 0.99
    assert scores.tongue < 0.1


def test_blank_picture_is_not_a_face(face_mesh):
    out = np.zeros((478, 3), np.float32)
    assert not face_mesh.run(np.full((512, 512, 3), 127, np.uint8), MIDDLE, out).present


def test_left_eye_is_the_subjects_and_the_nose_is_nearest(portrait_mesh):
    assert portrait_mesh[LEFT_EYE, 0].mean() > portrait_mesh[RIGHT_EYE, 0].mean()
    assert portrait_mesh[4, 2] < portrait_mesh[[234, 454], 2].min()


def test_fixed_point_of_the_region_keeps_the_mesh_still(portrait, portrait_mesh, face_mesh):
    again = np.empty_like(portrait_mesh)
    face_mesh.run(portrait, roi_from_points(portrait_mesh), again)
    np.testing.assert_allclose(again, portrait_mesh, atol=0.5)


def test_smile_is_named_and_every_weight_is_a_share(portrait_mesh, blendshape_net):
    weights = np.full(len(ARKIT), np.nan, np.float32)
    blendshape_net.run(portrait_mesh, 0.0, weights)
    assert (weights >= 0).all()
    assert (weights <= 1).all()
    assert weights[SHAPE["mouthSmileLeft"]] > 0.5
    assert weights[SHAPE["mouthSmileRight"]] > 0.5
    assert weights[SHAPE["jawForward"]] < 0.1


class Jaw:
    """A net that sees a jaw and nothing else."""

    def __init__(self, opened):
        self.opened = opened

    def input(self):
        return np.zeros((1, 146, 2), np.float32)

    def run(self):
        scores = np.zeros(52, np.float32)
        scores[1 + SHAPE["jawOpen"]] = self.opened
        return (scores,)


@pytest.mark.parametrize(("jaw", "tongue"), [(0.0, 0.0), (0.1, 0.4), (0.6, 0.9)])
def test_a_tongue_needs_an_open_mouth(jaw, tongue):
    weights = np.zeros(len(ARKIT), np.float32)
    BlendshapeNet(Jaw(jaw)).run(np.zeros((478, 3), np.float32), 0.9, weights)
    assert weights[SHAPE["tongueOut"]] == pytest.approx(tongue)


def test_shapes_do_not_depend_on_place_and_size(portrait_mesh, blendshape_net):
    here, there = np.zeros((2, len(ARKIT)), np.float32)
    blendshape_net.run(portrait_mesh, 0, here)
    blendshape_net.run(portrait_mesh * 0.5 + 300, 0, there)
    np.testing.assert_allclose(there, here, atol=1e-3)


@pytest.mark.parametrize("stem", ["eyeLookOut", "mouthSmile", "browDown"])
def test_mirrored_picture_swaps_left_and_right(stem, portrait, face_mesh, blendshape_net, retina):
    weights = np.zeros((2, len(ARKIT)), np.float32)
    for picture, row in zip((portrait, portrait[:, ::-1].copy()), weights, strict=True):
        points, (roi,) = np.zeros((478, 3), np.float32), retina.detect(picture).rois
        for _ in range(3):
            face_mesh.run(picture, roi, points)
            roi = roi_from_points(points)
        blendshape_net.run(points, 0, row)
    left, right = SHAPE[stem + "Left"], SHAPE[stem + "Right"]
    assert weights[1, [left, right]] == pytest.approx(weights[0, [right, left]], abs=0.12)


def test_a_followed_face_costs_no_allocation_above_4_kb(
    portrait, portrait_mesh, face_mesh, blendshape_net
):
    points, weights = portrait_mesh.copy(), np.zeros(len(ARKIT), np.float32)
    work = (
        lambda: face_mesh.run(portrait, roi_from_points(points), points),
        lambda: blendshape_net.run(points, 0.0, weights),
    )
    for do in work:
        do()
        tracemalloc.start()
        do()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 4096
