"""Films with cuts: the next scene shows somebody else, or the same person from elsewhere."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from engine import Component, Mut, Query, Res, Stage, With, column, system
from systems.capture.frame import Frame
from systems.capture.video import Video
from systems.components import Face, Landmarks
from systems.track.cuts import LEAST, REACH, Scene
from systems.track.ladder import RUNGS
from systems.track.load import Thinning, thin_pictures
from tests.footage import actress, carphone, talking_face
from tests.systems.track.following import follow

SIZE = (640, 360)


def shot(clip, start=0, count=30):
    """Return pictures of a clip, all of one size."""
    video, pictures = Video(clip), []
    while len(pictures) < start + count and (frame := video.read()) is not None:
        pictures.append(cv2.resize(frame.image, SIZE, interpolation=cv2.INTER_AREA))
        frame.release()
    video.close()
    return pictures[start:]


def closer(pictures, scale=1.3):
    """Return the same scene from nearer and somewhat aside."""
    matrix = np.float32([[scale, 0, -90], [0, scale, -40]])
    return [cv2.warpAffine(p, matrix, SIZE, borderMode=cv2.BORDER_REPLICATE) for p in pictures]


def cut_up(pictures, *extra):
    """Follow pictures in which there may be cuts."""
    return follow(pictures, *extra, cuts=True)


@pytest.fixture(scope="module")
def shots():
    return {
        "man": shot(talking_face()),
        "driver": shot(carphone()),
        "woman": shot(actress(), 250),
        "man later": closer(shot(talking_face(), 30)),
    }


@pytest.mark.parametrize(
    ("one", "other"), [("man", "driver"), ("driver", "woman"), ("woman", "man")]
)
def test_who_comes_after_a_cut_is_somebody_new_at_once_and_no_picture_is_lost(shots, one, other):
    assert cut_up(shots[one] + shots[other]).ids == [[0]] * 30 + [[1]] * 30


def test_the_same_person_after_a_cut_keeps_the_number(shots):
    assert cut_up(shots["man"] + shots["man later"]).ids == [[0]] * 60


def test_who_was_there_before_two_cuts_is_known_again(shots):
    ids = cut_up(shots["man"] + shots["driver"] + shots["man later"]).ids
    assert all(len(seen) == 1 for seen in ids)
    assert ids[-1] == [0]


def test_a_flash_makes_nobody_new(shots):
    flash = [np.full_like(shots["woman"][0], 255)]
    ids = cut_up(shots["driver"] + flash + shot(carphone(), 30)).ids
    assert ids[30:] == [[]] + [[0]] * 30


def test_who_comes_after_a_picture_without_a_face_is_somebody_new(shots):
    landscape = [np.full_like(shots["woman"][0], 90)] * 5
    ids = cut_up(shots["driver"] + landscape + shots["woman"]).ids
    assert ids == [[0]] * 30 + [[]] * 5 + [[1]] * 30


def test_what_was_learned_of_one_is_not_taken_for_the_other(shots):
    held = []

    class Learned(Component):
        on = Face
        pictures = column(dtype="i8")

    @system(Stage.OUTPUT)
    def learn(faces: Query[Mut[Learned], With[Landmarks]], _: Res[Frame]) -> None:
        for face in faces:
            held.append(int(face[Learned].pictures))
            face[Learned].pictures[...] += 1

    cut_up(shots["man"] + shots["driver"], learn)
    assert held == [*range(30), *range(30)]


def test_a_stranger_is_seen_also_where_the_picture_of_the_cut_is_passed_over(shots):
    """A slow machine tracks every second picture, and a cut may come with one of the others."""

    def thinned(app):
        slow = replace(RUNGS[0], track_period=0.06)
        app.insert(slow).insert(Thinning()).add(thin_pictures)

    ids = cut_up(shots["man"][:29] + shots["driver"], thinned).ids
    assert ids == [[0]] * 15 + [[1]] * 15


def test_a_camera_whose_light_changes_shows_the_same_person_whatever_the_face_does(shots):
    others = [picture // 2 for picture in closer(shot(carphone(), 80))]
    assert cut_up(shots["driver"] + others).ids[-1] == [1]
    assert follow(shots["driver"] + others).ids[-1] == [0]


@pytest.mark.parametrize("clip", [talking_face, carphone, actress])
def test_movement_is_no_cut(clip):
    scene, (first, *others) = Scene(), shot(clip(), 0, 500)
    scene.cut(first)
    assert not any(map(scene.cut, others))


def test_a_cut_is_seen_once():
    scene, dark, light = (
        Scene(),
        np.zeros((48, 64, 3), np.uint8),
        np.full((90, 60, 3), 99, np.uint8),
    )
    seen = [scene.cut(picture) for picture in [dark] * 5 + [light] * 5]
    assert seen == [False] * 5 + [True] + [False] * 4


def test_noise_is_no_cut():
    random, scene = np.random.default_rng(0), Scene()
    pictures = random.normal(128, 2 * LEAST, (40, 48, 64, 3)).clip(0, 255).astype(np.uint8)
    seen = [scene.cut(picture) for picture in pictures]
    assert not any(seen[REACH:])
