import numpy as np
import pytest

from systems.avatar.contours import Lids, Lips
from systems.avatar.part import Material
from systems.topology import ARKIT

LEFTS = [name for name in ARKIT if name.endswith("Left") and name not in ("jawLeft", "mouthLeft")]
VISIBLE = 5e-4  # m


def test_every_arkit_shape_moves_something_visible(head):
    assert list(head.targets) == list(ARKIT)
    for name, target in head.targets.items():
        assert np.abs(target.positions).max() > VISIBLE, name


@pytest.mark.parametrize("name", LEFTS)
def test_left_shapes_move_the_subjects_left_only(head, name):
    for side, sign in ((name, 1), (name[:-4] + "Right", -1)):
        x = sign * head.positions[head.targets[side].indices, 0]
        assert x.min() > 0, side


@pytest.mark.parametrize("name", LEFTS)
def test_right_shapes_are_mirror_images_of_left_ones(head, name):
    left, right = head.targets[name], head.targets[name[:-4] + "Right"]
    pictures = []
    for target, flip in ((left, (1, 1, 1)), (right, (-1, 1, 1))):
        moved = np.column_stack([head.positions[target.indices] * flip, target.positions * flip])
        pictures.append(moved[np.lexsort(np.round(moved[:, 2::-1] * 1e4).T)])
    assert len(pictures[0]) == len(pictures[1])
    for column in range(6):
        np.testing.assert_allclose(
            np.sort(pictures[0][:, column]), np.sort(pictures[1][:, column]), atol=2e-6
        )


@pytest.mark.parametrize(
    ("place", "shape", "axis", "sign"),
    [
        ("chin", "jawOpen", 1, -1),
        ("chin", "jawForward", 2, 1),
        ("chin", "jawLeft", 0, 1),
        ("chin", "jawRight", 0, -1),
        ("corner", "mouthSmileLeft", 1, 1),
        ("corner", "mouthSmileLeft", 0, 1),
        ("corner", "mouthFrownLeft", 1, -1),
        ("corner", "mouthStretchLeft", 0, 1),
        ("corner", "mouthDimpleLeft", 2, -1),
        ("corner", "mouthPucker", 0, -1),
        ("corner", "mouthFunnel", 0, -1),
        ("corner", "mouthLeft", 0, 1),
        ("corner", "mouthRight", 0, -1),
        ("upper lip", "mouthUpperUpLeft", 1, 1),
        ("upper lip", "mouthRollUpper", 2, -1),
        ("upper lip", "mouthShrugUpper", 1, 1),
        ("lower lip", "mouthLowerDownLeft", 1, -1),
        ("lower lip", "mouthRollLower", 2, -1),
        ("lower lip", "mouthShrugLower", 1, 1),
        ("inner brow", "browInnerUp", 1, 1),
        ("inner brow", "browDownLeft", 1, -1),
        ("outer brow", "browOuterUpLeft", 1, 1),
        ("cheek", "cheekSquintLeft", 1, 1),
        ("cheek", "cheekPuff", 2, 1),
        ("wing", "noseSneerLeft", 1, 1),
    ],
)
def test_shapes_move_features_the_right_way(character, shaped, nearest, place, shape, axis, sign):
    mouth, eye = character.mouth, character.eye
    lips = Lips(mouth)
    turn = np.array([1.1, -1.1])
    (ux, uy), (lx, ly) = lips.ring(turn, 0.6)
    x, y = {
        "chin": (0, character.head.slices[1][0] + 0.006),
        "corner": (mouth.half_width, mouth.height + mouth.curve),
        "upper lip": (ux, uy),
        "lower lip": (lx, ly),
        "inner brow": character.brow.points[0][:2],
        "outer brow": character.brow.points[3][:2],
        "cheek": (eye.centre[0] + 0.006, eye.centre[1] - eye.lower - 0.020),
        "wing": character.head.wings[:2],
    }[place]
    if shape == "cheekPuff":
        x, y = (mouth.half_width + 0.052) / 2, mouth.height + 0.004
    vertex = nearest(x, y)
    moved = shaped(**{shape: 1.0})[vertex] - shaped()[vertex]
    assert sign * moved[axis] > 4e-4


def test_the_open_jaw_drops_the_chin_but_not_the_brow(character, shaped, nearest):
    neutral, opened = shaped(), shaped(jawOpen=1.0)
    chin = nearest(0, character.head.slices[1][0] + 0.006)
    brow = nearest(*character.brow.points[1][:2])
    assert (opened - neutral)[chin, 1] < -0.008
    np.testing.assert_allclose(opened[brow], neutral[brow], atol=1e-6)


def lip_gap(head, character, positions):
    """Return the distance of the lips' inner edges in the middle, m."""
    lips = Lips(character.mouth)
    edges = [lips.ring(np.array([t]), 0.0)[0] for t in (np.pi / 2, -np.pi / 2)]
    skin = head.materials == Material.SKIN
    found = []
    for edge in edges:
        away = np.hypot(*(head.positions[:, :2] - edge).T)
        found.append(int(np.argmin(np.where(skin, away, np.inf))))
    return positions[found[0], 1] - positions[found[1], 1]


def test_mouth_close_shuts_the_lips_over_an_open_jaw(head, character, shaped):
    opened = lip_gap(head, character, shaped(jawOpen=0.8))
    closed = lip_gap(head, character, shaped(jawOpen=0.8, mouthClose=0.8))
    assert opened > 0.008
    assert abs(closed) < 0.08 * opened


def test_the_tongue_comes_out_in_front_of_the_lips(head, shaped):
    tongue, skin = head.materials == Material.TONGUE, head.materials == Material.SKIN
    near_mouth = skin & (np.abs(head.positions[:, 0]) < 0.004) & (head.positions[:, 1] < -0.03)
    assert shaped()[tongue, 2].max() < shaped()[near_mouth, 2].max()
    out = shaped(tongueOut=1.0)
    assert out[tongue, 2].max() > out[near_mouth, 2].max() + 0.005


def test_lower_teeth_follow_the_jaw_and_upper_teeth_stay(head, shaped):
    teeth = head.materials == Material.TEETH
    moved = np.linalg.norm(shaped(jawOpen=1.0) - shaped(), axis=1)[teeth]
    lower = head.positions[teeth, 1] < np.median(head.positions[teeth, 1])
    assert moved[~lower].max() == 0
    assert moved[lower].min() > 0.005


def test_a_blink_is_not_undone_by_looking_down(head, character, shaped):
    lids = Lids(character.eye)
    top = lids.contour(44)[11]
    away = np.hypot(*(head.positions[:, :2] - top).T)
    edge = int(np.argmin(np.where(head.materials == Material.SKIN, away, np.inf)))
    shut = shaped(eyeBlinkLeft=1.0)[edge]
    for rival in ("eyeLookDownLeft", "eyeSquintLeft", "eyeWideLeft"):
        np.testing.assert_allclose(
            shaped(**{"eyeBlinkLeft": 1.0, rival: 1.0})[edge], shut, atol=1e-5
        )


def test_rising_brows_open_no_eye(character, shaped, nearest):
    lids, x = Lids(character.eye), character.eye.centre[0]
    edge = nearest(x, lids.upper(np.array([x]))[0])
    lifted = shaped(browInnerUp=1.0, browOuterUpLeft=1.0)[edge, 1] - shaped()[edge, 1]
    assert abs(lifted) < 5e-4


def test_a_pucker_swells_the_lips_as_it_narrows_them(character, shaped, nearest):
    lips = Lips(character.mouth)
    over, under = (nearest(*lips.ring(np.array([t]), 1.0)[0]) for t in (np.pi / 2, -np.pi / 2))
    heights = [shaped(mouthPucker=w)[over, 1] - shaped(mouthPucker=w)[under, 1] for w in (0, 1)]
    assert heights[1] > heights[0] + 0.1 * character.mouth.half_width


def test_the_upper_lid_follows_a_lowered_gaze(character, shaped, nearest):
    eye, lids = character.eye, Lids(character.eye)
    edge = nearest(eye.centre[0], lids.upper(np.array([eye.centre[0]]))[0])
    iris = eye.radius * np.sin(np.radians(25))
    lowered = shaped()[edge, 1] - shaped(eyeLookDownLeft=1.0)[edge, 1]
    assert 0.6 * iris < lowered < iris + 0.001
