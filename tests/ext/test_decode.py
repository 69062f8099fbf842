"""Decoding equals the oracle on every candidate that reaches the threshold, and on no other."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ext import reference
from ext.decode import blazeface_decode, retinaface_decode
from ext.priors import blazeface_anchors, retinaface_priors

seeds = st.integers(0, 2**32 - 1)
thresholds = st.floats(0.02, 0.98)


def room(count, coordinates):
    return {
        "boxes": np.empty((count, 4), np.float32),
        "scores": np.empty(count, np.float32),
        "points": np.empty((count, coordinates), np.float32),
    }


def retinaface_case(seed):
    rng = np.random.default_rng(seed)
    priors = retinaface_priors(96, 64)
    loc, landms = (rng.normal(0, 2, (len(priors), k)).astype(np.float32) for k in (4, 10))
    face = rng.uniform(0, 1, len(priors))
    return loc, np.stack([1 - face, face], axis=1).astype(np.float32), landms, priors


def blazeface_case(seed):
    rng = np.random.default_rng(seed)
    regressors = rng.normal(20, 30, (896, 16)).astype(np.float32)
    return regressors, rng.normal(0, 60, 896).astype(np.float32), blazeface_anchors()


def assert_rows_equal(out, found, expected):
    for got, wanted in zip((out["boxes"], out["scores"], out["points"]), expected, strict=True):
        assert found == len(wanted)
        np.testing.assert_allclose(got[:found], wanted, rtol=1e-5, atol=2e-3)


@given(seeds, thresholds)
def test_retinaface_candidates_are_those_of_the_oracle(seed, threshold):
    case, out = retinaface_case(seed), room(800, 10)
    found = retinaface_decode(*case, threshold, width=1280, height=720, **out)
    expected = reference.retinaface_decode(*case, threshold, width=1280, height=720)
    assert_rows_equal(out, found, expected)


@given(seeds, thresholds)
def test_blazeface_candidates_are_those_of_the_oracle(seed, threshold):
    case, out = blazeface_case(seed), room(896, 12)
    assume(np.abs(1 / (1 + np.exp(-case[1].astype(np.float64))) - threshold).min() > 1e-6)
    found = blazeface_decode(*case, threshold, side=1280, top=-280, **out)
    expected = reference.blazeface_decode(*case, threshold, side=1280, top=-280)
    assert_rows_equal(out, found, expected)


def test_zero_regression_gives_the_prior_itself():
    priors = retinaface_priors(64, 32, (16,))
    n, out = len(priors), room(len(priors), 10)
    zeros = np.zeros((n, 4), np.float32), np.ones((n, 2), np.float32), np.zeros((n, 10), np.float32)
    assert retinaface_decode(*zeros, priors, 0.5, width=64, height=32, **out) == n
    np.testing.assert_allclose(out["boxes"][0], [8 - 32, 8 - 32, 8 + 32, 8 + 32])
    np.testing.assert_allclose(out["points"][2].reshape(5, 2), [[24, 8]] * 5)


def test_a_score_equal_to_the_threshold_is_kept():
    priors = retinaface_priors(32, 32, (32,))
    conf = np.array([[0.5, 0.5], [0.51, 0.49]], np.float32)
    loc, landms = np.zeros((2, 4), np.float32), np.zeros((2, 10), np.float32)
    assert retinaface_decode(loc, conf, landms, priors, 0.5, width=1, height=1, **room(2, 10)) == 1


def test_blazeface_boxes_of_negative_size_are_dropped():
    regressors = np.zeros((896, 16), np.float32)
    regressors[0, 2], regressors[1, 3] = -1, -1
    logits = np.full(896, 5, np.float32)
    out = room(896, 12)
    assert blazeface_decode(regressors, logits, blazeface_anchors(), 0.5, side=128, **out) == 894


def test_too_small_a_buffer_is_refused_with_both_sizes():
    case = retinaface_case(0)
    with pytest.raises(ValueError, match=r"room for all 252 candidates, got 100 rows"):
        retinaface_decode(*case, 0.5, width=1, height=1, **room(100, 10))


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan")])
def test_impossible_threshold_is_refused_with_the_value(threshold):
    with pytest.raises(ValueError, match=f"threshold must be in 0..1, got {threshold}"):
        retinaface_decode(*retinaface_case(0), threshold, width=1, height=1, **room(252, 10))
    with pytest.raises(ValueError, match=f"threshold must be between 0 and 1, got {threshold}"):
        blazeface_decode(*blazeface_case(0), threshold, side=1, **room(896, 12))
