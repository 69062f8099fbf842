"""People who pass one another, go out and come in again keep their numbers."""

import av
import cv2
import numpy as np
import pytest

from engine import Array, Component, Mut, Query, Read, Res, Stage, With, column, fresh, system
from systems.capture.frame import Frame
from systems.components import Face, Landmarks
from tests.footage import talking_face
from tests.systems.track.following import follow

HEIGHT, WIDTH, SIDE = 320, 960, 300


class Learned(Component):
    """Something that is learned of a face as long as it has its number."""

    on = Face
    side: Array = column(default=-1)  # where the face was first, px


@system(Stage.SOLVE, when=fresh(Frame))
def learn(faces: Query[Read[Face], Read[Landmarks], Mut[Learned]], _: Res[Frame]) -> None:
    for face in faces:
        if face[Learned].side < 0:
            face[Learned].side[...] = face[Landmarks].points[:, 0].mean()


def oval(picture, length, centre, chin_to_brow):
    """Cut a head out: (SIDE, SIDE, 3) pictures and their soft mask."""
    scale = length / chin_to_brow
    move = np.float32([[scale, 0, SIDE / 2 - scale * centre[0]],
                       [0, scale, SIDE / 2 - scale * centre[1]]])  # fmt: skip
    cut = cv2.warpAffine(picture, move, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE)
    mask = np.zeros((SIDE, SIDE, 1), np.float32)
    cv2.ellipse(mask, (SIDE // 2, SIDE // 2), (105, 140), 0, 0, 360, 1.0, -1)
    return cut, cv2.GaussianBlur(mask, (0, 0), 3)[..., None]


@pytest.fixture(scope="module")
def heads(portrait):
    """Two people: heads of one length, each with its mask."""
    with av.open(str(talking_face())) as clip:
        picture = next(clip.decode(video=0)).to_ndarray(format="bgr24")
    found = []
    for image in (portrait, picture):
        points = next(iter(follow([image] * 3).frames[-1].values()))["points"][:, :2]
        centre, length = points.mean(0), np.ptp(points[:, 1])
        found.append(oval(image, 150, centre, length))
    return found


def scene(*placed):
    """Paint heads, the last one in front: each is (head, x of its centre)."""
    out = np.full((HEIGHT, WIDTH + 2 * SIDE, 3), 127, np.float32)
    for (cut, mask), x in placed:
        left = round(x) + SIDE - SIDE // 2
        under = out[10 : 10 + SIDE, left : left + SIDE]
        under += mask * (cut - under)
    return np.ascontiguousarray(out[:, SIDE:-SIDE].astype(np.uint8))


def sides(frame):
    """Return the numbers from left to right."""
    return [who for who, _ in sorted(frame.items(), key=lambda f: f[1]["points"][:, 0].mean())]


@pytest.mark.parametrize("seconds", [1.0, 2.5])
@pytest.mark.parametrize("front", [0, 1], ids=["left one in front", "right one in front"])
def test_two_who_cross_keep_their_numbers(heads, front, seconds):
    pictures = []
    for share in np.concatenate(
        [np.zeros(20), np.linspace(0, 1, round(30 * seconds)), np.ones(25)]
    ):
        placed = [(heads[0], 200 + 560 * share), (heads[1], 760 - 560 * share)]
        pictures.append(scene(*(placed if front else placed[::-1])))
    held = follow(pictures, faces=2)
    before, after = sides(held.frames[19]), sides(held.frames[-1])
    assert sorted(before) == [0, 1]
    assert after == before[::-1]


def follow_learning(pictures, **settings):
    """Return what was held after each picture, and what was learned of those who were seen."""
    learned = []

    @system(Stage.OUTPUT, when=fresh(Frame))
    def note_learned(
        faces: Query[Read[Face], Read[Learned], With[Landmarks]], _: Res[Frame]
    ) -> None:
        learned.append({int(face[Face].id): float(face[Learned].side) for face in faces})

    return follow(pictures, learn, note_learned, **settings), learned


def test_two_who_change_places_unseen_keep_numbers_and_what_was_learned_of_them(heads):
    before = scene((heads[0], 200), (heads[1], 760))
    after = scene((heads[1], 200), (heads[0], 760))
    held, learned = follow_learning([before] * 25 + [after] * 25, faces=2)
    assert sides(held.frames[24]) == sides(held.frames[-1])[::-1]
    assert learned[-1] == pytest.approx(learned[24])


def test_somebody_alone_who_was_away_for_long_is_known_at_once_with_what_was_learned(heads):
    here, there = scene((heads[0], 300)), scene((heads[0], 700))
    held, learned = follow_learning([here] * 30 + [scene()] * 100 + [there] * 20)
    assert held.ids == [[0]] * 30 + [[]] * 100 + [[0]] * 20
    assert learned[-20:] == [learned[29]] * 20


def test_one_of_two_who_was_away_for_long_comes_back_to_what_was_learned(heads):
    both, alone = scene((heads[0], 200), (heads[1], 760)), scene((heads[1], 760))
    held, learned = follow_learning([both] * 30 + [alone] * 100 + [both] * 40, faces=2)
    assert sides(held.frames[29]) == sides(held.frames[-1])
    assert learned[-1] == pytest.approx(learned[29])


def test_what_was_learned_of_a_stranger_who_came_between_is_not_the_others(heads):
    one, other = scene((heads[0], 300)), scene((heads[1], 700))
    pictures = [one] * 30 + [scene()] * 75 + [other] * 30 + [scene()] * 75 + [one] * 30
    held, learned = follow_learning(pictures)
    assert [held.ids[i] for i in (29, 134, 239)] == [[0], [1], [0]]
    assert learned[134][1] > learned[29][0] + 100
    assert learned[239] == learned[29]


def test_somebody_who_comes_back_after_long_is_known_and_somebody_else_is_not(heads):
    one, other = (scene((head, 480)) for head in heads)
    nobody = [scene()] * 75
    held = follow([one] * 30 + nobody + [other] * 30 + nobody + [one] * 30)
    assert [held.ids[i] for i in (29, 134, 239)] == [[0], [1], [0]]


def test_one_leaves_and_comes_back_beside_the_other(heads):
    both, alone = scene((heads[0], 200), (heads[1], 760)), scene((heads[1], 760))
    held = follow([both] * 30 + [alone] * 90 + [both] * 40, faces=2)
    assert sides(held.frames[29]) == sides(held.frames[-1])


def test_of_two_alike_who_come_together_one_is_who_was_away_and_nobody_is_lost(heads):
    alone, twins = scene((heads[0], 480)), scene((heads[0], 200), (heads[0], 760))
    held = follow([alone] * 30 + [scene()] * 75 + [twins] * 20, faces=2, look_every=1)
    assert held.ids[-1] == [0, 2]


@pytest.mark.parametrize("missed", [27, 28, 29])
def test_one_who_is_missed_while_the_other_is_named_keeps_the_number_alone(heads, missed):
    left, both = scene((heads[0], 200)), scene((heads[0], 200), (heads[0], 760))
    pictures = [left] * 20 + [both] * 20
    pictures[missed] = scene((heads[0], 760))
    held = follow(pictures, faces=2, look_every=1)
    assert held.ids[-1] == [0, 1]
    assert all(len(ids) == len(set(ids)) for ids in held.ids)


def test_black_pictures_lose_the_face_and_light_brings_it_back(heads):
    light = scene((heads[0], 480))
    held = follow([light] * 5 + [np.zeros_like(light)] * 20 + [light] * 3)
    assert held.ids == [[0]] * 5 + [[]] * 20 + [[0]] * 3


def test_after_a_sleep_the_same_person_has_the_same_number(heads):
    """A sleeping machine's clock may jump by hours between two pictures."""
    pictures = [scene((heads[0], 480))] * 40
    held = follow(pictures, stamps=[i / 30 + (3600 if i >= 20 else 0) for i in range(40)])
    assert held.ids == [[0]] * 40
