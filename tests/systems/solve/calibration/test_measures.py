"""Measures of the mesh: true millimetres that pose and size leave alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from systems.solve.calibration.measures import MEASURE, NAMES, MeshRuler
from systems.solve.rotation import rotation
from tests.systems.solve.synthetic import head_points

FLIP = np.array((1.0, -1.0, -1.0))


def seen(face, R=None, scale=1000.0, shift=(640.0, 360.0, 0.0), **moved):
    """Return a mesh as orthographic pixels; `moved` lifts points by mm: p386=(0, 1, 0)."""
    points = head_points(face)
    for name, by in moved.items():
        points[int(name[1:])] += np.array(by) / 1000
    turned = points @ (np.eye(3) if R is None else R).T
    return (turned * scale * FLIP + shift).astype(np.float32)


def measured(face, points):
    out = np.zeros(len(NAMES), np.float32)
    MeshRuler(face)(points, out)
    return out


@settings(max_examples=40, deadline=None)
@given(
    angles=st.tuples(*[st.floats(-0.6, 0.6)] * 3),
    scale=st.floats(100, 5000),
    x=st.floats(-500, 1500),
)
def test_pose_size_and_place_change_nothing(face, angles, scale, x):
    still = measured(face, seen(face))
    moved = measured(face, seen(face, rotation(*angles), scale, (x, 0.0, 50.0)))
    np.testing.assert_allclose(moved, still, atol=0.05)


def test_millimetres_are_millimetres(face):
    rest = measured(face, seen(face))
    up = measured(face, seen(face, p291=(2.0, 3.0, 0.0)))
    change = dict(zip(NAMES, up - rest, strict=True))
    assert change.pop("corner_left") == pytest.approx(3, abs=0.01)
    assert change.pop("mouth_width") == pytest.approx(2, abs=0.01)
    assert max(map(abs, change.values())) < 0.01


def test_a_jaw_is_as_far_open_as_the_lower_lip_ends_lower(face):
    rest = measured(face, seen(face))
    low = measured(face, seen(face, **{f"p{row}": (0, -9, 0) for row in (16, 17, 85, 315)}))
    change = dict(zip(NAMES, low - rest, strict=True))
    assert change.pop("jaw") == pytest.approx(9, abs=0.01)
    assert max(map(abs, change.values())) < 0.01


def test_the_left_brow_moves_the_left_measure_alone(face):
    rest = measured(face, seen(face))
    change = dict(zip(NAMES, measured(face, seen(face, p282=(0, 4, 0))) - rest, strict=True))
    assert change.pop("brow_peak_left") == pytest.approx(2, abs=0.01)
    assert max(map(abs, change.values())) < 0.01


def test_the_left_lid_moves_the_left_measure_alone(face):
    rest = measured(face, seen(face))
    low = measured(face, seen(face, p386=(0, -3, 0), p385=(0, -3, 0), p387=(0, -3, 0)))
    assert low[MEASURE["lid_left"]] < rest[MEASURE["lid_left"]] - 0.05
    assert low[MEASURE["lid_right"]] == pytest.approx(rest[MEASURE["lid_right"]], abs=1e-3)


@pytest.mark.parametrize("bad", [np.nan, 0.0])
def test_what_is_no_face_has_no_measures(face, bad):
    assert np.isnan(measured(face, np.full((478, 3), bad, np.float32))).all()
