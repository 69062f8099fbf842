"""Faces are found, followed, lost, found again and told apart, from pictures to components."""

import av
import cv2
import numpy as np
import pytest

from engine import Mut, Query, Read, Stage, system
from systems.components import EyeCrops, Face, Landmarks
from systems.topology import SHAPE
from tests.footage import carphone
from tests.systems.track.following import follow


@pytest.fixture(scope="module")
def head(portrait):
    """The portrait's head, on grey, 320 x 320."""
    return np.ascontiguousarray(portrait[0:320, 60:380])


def blank(width=320):
    return np.full((320, width, 3), 127, np.uint8)


def pair(left, right):
    return np.concatenate([left, right], axis=1)


def decoded(clip):
    with av.open(str(clip)) as container:
        return [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]


def test_detector_runs_once_while_the_face_is_followed(head):
    held = follow([head] * 20)
    assert held.ids == [[0]] * 20
    assert held.detector.calls == 1


def test_rows_carry_the_capture_time_and_the_smile(head):
    last = follow([head] * 3).frames[-1][0]
    assert last["captured_at"] == pytest.approx(2 / 30)
    assert last["weights"][SHAPE["mouthSmileLeft"]] > 0.5


def test_first_picture_is_as_good_as_the_later_ones(head):
    first, *_, last = (frame[0]["points"] for frame in follow([head] * 8).frames)
    eyes = np.linalg.norm(last[33, :2] - last[263, :2])
    assert np.linalg.norm(first[:, :2] - last[:, :2], axis=1).mean() < 0.01 * eyes


def test_lost_face_comes_back_under_its_number(head):
    held = follow([head] * 3 + [blank()] * 10 + [head] * 3)
    assert held.ids == [[0]] * 3 + [[]] * 10 + [[0]] * 3


def test_detector_is_told_the_length_of_the_lost_face_until_it_is_forgotten(head):
    held = follow([head] * 2 + [blank()] * 4 + [head], rate=1)
    first, *lost = held.detector.expected
    length = np.ptp(held.frames[1][0]["raw"], axis=0)[:2].max()
    assert first == 0
    assert lost[0] == pytest.approx(length, rel=1e-4)
    assert lost[1:] == [0, 0, 0]


def test_face_that_was_away_for_long_is_somebody_new(head):
    held = follow([head] * 2 + [blank()] * 8 + [head] * 2, rate=3)
    assert held.ids == [[0]] * 2 + [[]] * 8 + [[1]] * 2


def test_face_that_appears_elsewhere_is_somebody_new(head):
    held = follow([pair(head, blank(640))] * 2 + [pair(blank(640), head)] * 3)
    assert held.ids == [[0]] * 2 + [[]] + [[1]] * 2


def test_after_a_jump_cut_mediapipe_shows_one_empty_picture(head):
    here, there = pair(head, blank()), pair(blank(), head)
    held = follow([here] * 2 + [there] * 2, preset="mediapipe")
    assert [len(ids) for ids in held.ids] == [1, 1, 0, 1]


def test_two_faces_have_numbers_of_their_own_and_keep_them(head):
    mirrored = np.ascontiguousarray(head[:, ::-1])
    held = follow([pair(head, mirrored)] * 4, faces=2)
    assert held.ids == [[0, 1]] * 4
    sides = [
        {who: face["points"][:, 0].mean() < 320 for who, face in f.items()} for f in held.frames
    ]
    assert sides == [sides[0]] * 4
    assert sorted(sides[0].values()) == [False, True]


def test_second_face_is_found_by_a_look_now_and_then(head):
    alone, both = pair(head, blank()), pair(head, head)
    held = follow([alone] * 3 + [both] * 30, faces=2)
    assert held.ids[0] == [0]
    assert held.ids[-1] == [0, 1]
    assert held.detector.calls == 2


def test_face_lost_beside_another_is_found_again_soon(head):
    both, alone = pair(head, head), pair(head, blank())
    held = follow([both] * 2 + [alone] * 2 + [both] * 4, faces=2)
    assert held.ids[1] == held.ids[-1] == [0, 1]
    assert len(held.ids[3]) == 1


def test_only_as_many_faces_as_wanted_are_followed(head):
    assert follow([pair(head, head)] * 3, faces=1).ids == [[0]] * 3


def test_two_tracks_on_one_face_become_one(head):
    @system(Stage.DETECT)
    def stray(faces: Query[Mut[Face], Read[Landmarks]]) -> None:
        """Send the second face's region to where the first one is."""
        rows = list(faces)
        for other in rows[1:]:
            other[Face].roi[...] = rows[0][Face].roi

    held = follow([pair(head, head)] * 3, stray, faces=2)
    assert held.ids == [[0, 1], [0], [0]]


def test_region_that_left_the_picture_is_a_lost_face(head):
    @system(Stage.DETECT)
    def fling(faces: Query[Mut[Face], Read[Landmarks]]) -> None:
        for face in faces:
            face[Face].roi[0] = 1e6

    assert follow([head] * 3, fling).ids == [[0], [], [0]]


def test_next_region_follows_the_raw_points_not_the_smoothed_ones(head):
    pictures = [np.roll(head, 6 * i, axis=1) for i in range(6)]
    last = follow(pictures, preset="mediapipe").frames[-1][0]
    assert np.abs(last["points"] - last["raw"]).max() > 0.1
    middle = (last["raw"][:, :2].min(axis=0) + last["raw"][:, :2].max(axis=0)) / 2
    np.testing.assert_allclose(last["roi"][:2], middle, atol=1e-3)


def test_man_in_a_car_is_followed_through_all_pictures():
    held = follow(decoded(carphone()))
    assert held.ids == [[0]] * 120
    assert held.detector.calls == 1


def test_two_runs_are_bit_identical(head):
    pictures = [np.roll(head, 3 * i, axis=1) for i in range(5)]
    one, two = (follow(pictures).frames for _ in range(2))
    for a, b in zip(one, two, strict=True):
        assert all(np.array_equal(a[0][key], b[0][key]) for key in a[0])


def eye_pictures(picture):
    seen = []

    @system(Stage.SMOOTH)
    def keep(faces: Query[Read[EyeCrops]]) -> None:
        seen.extend(face[EyeCrops].pictures.copy() for face in faces)

    follow([picture] * 2, keep)
    return seen[-1].astype(float)


def test_eye_crops_are_upright_and_of_the_subjects_left_and_right(head):
    left, right = eye_pictures(head)
    mirrored_left, mirrored_right = eye_pictures(np.ascontiguousarray(head[:, ::-1]))
    assert left.std() > 20
    assert np.abs(mirrored_right[:, ::-1] - left).mean() < 12
    assert np.abs(mirrored_left[:, ::-1] - right).mean() < 12
    tilt = cv2.getRotationMatrix2D((160, 160), 20, 1)
    tilted_left, tilted_right = eye_pictures(cv2.warpAffine(head, tilt, (320, 320)))
    assert np.abs(tilted_left - left).mean() < 12
    assert np.abs(tilted_right - right).mean() < 12


def test_eye_crops_are_not_made_unless_asked_for(head, monkeypatch):
    monkeypatch.setattr("systems.track.eye_crops.affine_crop", None)
    assert follow([head]).ids == [[0]]
    with pytest.raises(TypeError, match="not callable"):
        eye_pictures(head)
