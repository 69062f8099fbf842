"""The faults of the source system's eyes, each shown in its own formula and absent in ours.

The formula, of 106 landmarks: d is the pupil's distance below the line of the eye corners, L their
distance, c their middle; dy = d / 2, dx = sqrt(|p - c|^2 - dy^2), yaw = asin(2 sin(45) dx / L),
pitch = asin(dy sin(30) / L), and yaw is negative where the pupil is nearer to the start corner.
"""

import math

import numpy as np
import pytest

from systems.solve.eyes import lid_ratio
from systems.solve.gaze import GazeFit
from systems.solve.rotation import rotation
from systems.topology import EYE_CORNERS, LEFT_IRIS, LIDS
from tests.systems.solve.synthetic import CAMERA, angles_of, direction, head_points, photograph

AT, OPEN = np.array([0.0, 0.0, -0.6]), np.ones(2)


def theirs(x, y, width=30.0):
    """Return their yaw and pitch, degrees, of a pupil (x, y) px from the middle of a level eye."""
    dy = y / 2
    dx = math.sqrt(abs(x * x + y * y - dy * dy))
    yaw = np.degrees(np.arcsin(dx * 2 * math.sin(math.pi / 4) / width))
    start = (x + width / 2) ** 2 + y * y - dy * dy < width**2 / 4
    return (-yaw if start else yaw), np.degrees(np.arcsin(dy * math.sin(math.pi / 6) / width))


def ours(face, gaze, R=None, opening=OPEN):
    """Return our yaw to the subject's left and pitch upward, degrees."""
    R = np.eye(3) if R is None else R
    seen = photograph(head_points(face, gaze), R, AT)
    return np.degrees(angles_of(GazeFit(face)(seen, opening, CAMERA, R, AT).combined[None])[0])


@pytest.mark.parametrize("up", [-20, -10, 10, 20])
def test_looking_up_or_down_is_not_seen_as_looking_aside(face, up):
    assert theirs(0, 5)[0] == pytest.approx(11.78, abs=0.01)
    yaw, pitch = ours(face, direction(0, math.radians(up)))
    assert yaw == pytest.approx(0, abs=1e-6)
    assert pitch == pytest.approx(up, abs=1e-6)


def test_looking_up_counts_as_much_as_looking_aside(face):
    assert theirs(5, 0)[0] > 5 * theirs(0, 5)[1]
    aside = ours(face, direction(math.radians(15), 0))[0]
    above = ours(face, direction(0, math.radians(15)))[1]
    assert aside == pytest.approx(above)


def test_a_pupil_beyond_the_corner_is_a_far_look_and_not_nan(face):
    with np.errstate(invalid="ignore"):
        assert np.isnan(theirs(22, 0)[0])
    seen = photograph(head_points(face), np.eye(3), AT)
    seen[LEFT_IRIS, 0] += 200
    sample = GazeFit(face)(seen, OPEN, CAMERA, np.eye(3), AT)
    assert np.isfinite(sample.eyes).all()
    assert np.linalg.norm(sample.eyes, axis=1) == pytest.approx(1)


@pytest.mark.parametrize("hidden", [0, 1])
def test_a_hidden_eye_does_not_halve_the_gaze(face, hidden):
    looks = np.array([direction(math.radians(20), 0)] * 2)
    looks[hidden] = direction(0, 0)
    opening = OPEN.copy()
    opening[hidden] = 0.1
    assert ours(face, looks, opening=opening)[0] == pytest.approx(20, abs=1e-6)


@pytest.mark.parametrize("turned", [-50, 50])
def test_on_a_turned_head_the_hidden_eye_is_left_out_and_not_the_visible_one(face, turned):
    R = rotation(math.radians(turned), 0, 0)
    far = 0 if turned > 0 else 1
    looks = np.array([direction(math.radians(10), 0)] * 2)
    looks[far] = direction(math.radians(-30), 0)
    assert ours(face, looks, R)[0] == pytest.approx(10, abs=1e-6)


def test_a_straight_look_is_straight_on_either_side(face):
    for yaw in (-25, 0, 25):
        assert ours(face, direction(0, 0), rotation(math.radians(yaw), 0, 0)) == pytest.approx(
            [0, 0], abs=1e-6
        )


@pytest.mark.parametrize("roll", [-60, 30, 90])
def test_a_tilted_head_changes_neither_gaze_nor_lids(face, roll):
    """Their eye crop and their lid and mouth ratios measure along the picture's axes."""
    R, gaze = rotation(0, 0, math.radians(roll)), direction(0.2, 0.1)
    upright, tilted = (photograph(head_points(face, gaze), T, AT) for T in (np.eye(3), R))
    width = [abs(seen[EYE_CORNERS[0], 0] - seen[EYE_CORNERS[1], 0]) for seen in (upright, tilted)]
    assert width[1] < 0.9 * width[0]
    assert ours(face, gaze, R) == pytest.approx(ours(face, gaze), abs=1e-6)
    assert lid_ratio(tilted) == pytest.approx(lid_ratio(upright), rel=0.02)


def test_an_eye_without_width_divides_by_nothing():
    flat = np.zeros((478, 3))
    flat[LIDS] = 1.0
    assert np.isfinite(lid_ratio(flat)).all()
