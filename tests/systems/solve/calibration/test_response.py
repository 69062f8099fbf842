"""The curve of a shape: the identity by default, monotone, bounded, coupled."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from systems.solve.calibration.profile import Profile, ShapeResponse
from systems.solve.calibration.response import Response
from systems.topology import ARKIT, SHAPE

WEIGHTS = np.linspace(0, 1, 52, dtype=np.float32)

responses = st.builds(
    ShapeResponse,
    offset=st.floats(-0.9, 0.9),
    dead_zone=st.floats(0, 0.9),
    gain=st.floats(0, 10),
    curve=st.floats(0.1, 10),
)


def bent(weights, **shapes):
    out = np.array(weights, np.float32)
    Response.of(Profile(shapes=shapes)).apply(out)
    return out


def test_a_profile_that_says_nothing_changes_nothing():
    np.testing.assert_allclose(bent(WEIGHTS), WEIGHTS, atol=1e-6)


@given(responses)
def test_every_curve_is_monotone_and_stays_within_0_and_1(shape):
    profile = Profile(shapes=dict.fromkeys(ARKIT, shape))
    out = WEIGHTS.copy()
    Response.of(profile).apply(out)
    assert (np.diff(out) >= -1e-6).all()
    assert out.min() >= 0
    assert out.max() <= 1


def test_one_curve_is_what_its_formula_says():
    shape = ShapeResponse(offset=0.2, dead_zone=0.1, gain=1.5, curve=2.0, low=0.05, high=0.9)
    column = SHAPE["jawOpen"]
    for weight in (0.0, 0.2, 0.3, 0.5, 0.7, 1.0):
        u = max((weight - 0.2) / 0.8, 0)
        d = max((u - 0.1) / 0.9, 0)
        wanted = min(max(min(1.5 * d, 1) ** 2, 0.05), 0.9)
        found = bent(np.full(52, weight), jawOpen=shape)[column]
        assert found == pytest.approx(wanted, abs=1e-6)


def test_rest_becomes_nothing_and_all_stays_all():
    shape = ShapeResponse(offset=0.3)
    assert bent(np.full(52, 0.3), eyeBlinkLeft=shape)[SHAPE["eyeBlinkLeft"]] == 0
    assert bent(np.full(52, 1.0), eyeBlinkLeft=shape)[SHAPE["eyeBlinkLeft"]] == pytest.approx(1)


def test_forced_zeros_are_zero_whatever_the_net_says():
    weights = np.ones(52, np.float32)
    Response.of(Profile(zero=["tongueOut", "cheekPuff"])).apply(weights)
    assert weights[[SHAPE["tongueOut"], SHAPE["cheekPuff"]]].tolist() == [0, 0]
    assert weights.sum() == 50


def test_a_coupled_shape_never_exceeds_the_other():
    weights = np.zeros(52, np.float32)
    weights[SHAPE["mouthClose"]], weights[SHAPE["jawOpen"]] = 0.6, 0.2
    Response.of(Profile(at_most={"mouthClose": "jawOpen"})).apply(weights)
    assert weights[SHAPE["mouthClose"]] == pytest.approx(0.2)
