import numpy as np
import pytest
from hypothesis import given, settings

from systems.solve.eyes import lid_ratio
from systems.solve.hysteresis import Band
from systems.solve.landmarks68 import pick_landmarks68
from systems.solve.lids import OPENING_BAND
from systems.solve.mouth import MOUTH_BAND, lip_ratio
from systems.topology import EYE_CORNERS, IBUG68, INNER_LIPS, LIDS
from tests.systems.solve.strategies import rotations


def open_face(left=0.3, right=0.2, mouth=0.5):
    points = np.random.default_rng(0).normal(scale=100, size=(478, 3))
    points[EYE_CORNERS] = [[100, 0, 0], [60, 0, 0], [-100, 0, 0], [-60, 0, 0]]
    points[LIDS] = [[80, 20 * left, 5], [80, -20 * left, 5]] + [[-80, y, 5] for y in (6, -2)]
    points[LIDS[2:], 1] = 20 * right, -20 * right
    points[INNER_LIPS] = [[0, 25 * mouth, 0], [0, -25 * mouth, 0], [-25, 0, 0], [25, 0, 0]]
    return points


@settings(max_examples=30)
@given(R=rotations)
def test_openness_does_not_change_when_the_head_turns(R):
    points = open_face() @ R.T
    assert lid_ratio(points) == pytest.approx([0.3, 0.2])
    assert lip_ratio(points) == pytest.approx(0.5)


def test_the_left_eye_comes_first():
    assert lid_ratio(open_face(left=0.0)) == pytest.approx([0, 0.2])


def test_a_collapsed_mesh_measures_zero_not_infinity():
    assert lid_ratio(np.zeros((478, 3))).tolist() == [0, 0]
    assert lip_ratio(np.zeros((478, 3))) == 0


@pytest.mark.parametrize("band", [OPENING_BAND, MOUTH_BAND, Band(closed=0.1, open=0.3)])
def test_a_state_changes_only_beyond_the_far_threshold(band):
    between = (band.closed + band.open) / 2
    state, seen = np.zeros((), np.uint8), []
    for value in (0.0, between, band.open, between, band.closed, between):
        band.update(state, np.asarray(value))
        seen.append(int(state))
    assert seen == [0, 0, 1, 1, 0, 0]


def test_the_eyes_change_state_apart():
    state = np.zeros(2, np.uint8)
    OPENING_BAND.update(state, np.array([0.9, 0.2]))
    assert state.tolist() == [1, 0]


def test_the_68_landmarks_are_mesh_points_copied_in_place():
    points, out = open_face().astype("f4"), np.empty((68, 3), "f4")
    assert pick_landmarks68(points, out=out) is out
    assert out.tolist() == points[IBUG68].tolist()
