"""The fit equals the SVD oracle and recovers the similarity that made the points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ext import reference
from ext.rigid_fit import RigidFit, rigid_fit

seeds = st.integers(0, 2**32 - 1)


def random_rotation(rng):
    Q, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    return Q * np.linalg.det(Q)


def model(rng, count=33):
    return rng.normal(0, 5, (count, 3)), rng.uniform(0, 1, count)


def noisy_targets(rng, source, faces=4):
    turned = np.array([source @ random_rotation(rng).T for _ in range(faces)])
    scaled = turned * rng.uniform(0.1, 10, (faces, 1, 1)) + rng.normal(0, 20, (faces, 1, 3))
    return scaled + rng.normal(0, 0.3, scaled.shape)


@given(seeds)
def test_fit_is_that_of_the_svd_oracle(seed):
    rng = np.random.default_rng(seed)
    source, weights = model(rng)
    target = noisy_targets(rng, source)
    for got, expected in zip(
        rigid_fit(source, weights, target),
        reference.rigid_fit(source, weights, target),
        strict=True,
    ):
        np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-9)


@given(seeds)
def test_the_similarity_that_made_the_points_is_recovered(seed):
    rng = np.random.default_rng(seed)
    source, weights = model(rng)
    R, t, s = random_rotation(rng), rng.normal(0, 30, 3), rng.uniform(0.1, 10)
    fit = rigid_fit(source, weights, (s * source @ R.T + t)[None])
    np.testing.assert_allclose(fit.rotation[0], R, atol=1e-9)
    np.testing.assert_allclose(fit.translation[0], t, atol=1e-8)
    assert fit.scale[0] == pytest.approx(s)


@given(seeds)
def test_rotation_stays_proper_even_for_a_mirror_image(seed):
    rng = np.random.default_rng(seed)
    source, weights = model(rng)
    fit = rigid_fit(source, weights, (source * (-1, 1, 1))[None])
    np.testing.assert_allclose(fit.rotation[0] @ fit.rotation[0].T, np.eye(3), atol=1e-12)
    assert np.linalg.det(fit.rotation[0]) == pytest.approx(1)


@given(seeds)
def test_points_of_weight_zero_do_not_count(seed):
    rng = np.random.default_rng(seed)
    source, weights = model(rng)
    target = noisy_targets(rng, source)
    weights[5], spoiled = 0, target.copy()
    spoiled[:, 5] += 1000
    clean, dirty = rigid_fit(source, weights, target), rigid_fit(source, weights, spoiled)
    for a, b in zip(clean, dirty, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-8)


def test_a_flat_model_is_fitted():
    rng = np.random.default_rng(0)
    source, weights = model(rng)
    source[:, 2] = 0
    R = random_rotation(rng)
    np.testing.assert_allclose(rigid_fit(source, weights, (source @ R.T)[None])[0][0], R, atol=1e-9)


def test_result_stands_in_the_given_buffers():
    rng = np.random.default_rng(0)
    source, weights = model(rng)
    out = RigidFit.empty(2)
    assert rigid_fit(source, weights, noisy_targets(rng, source, 2), out=out) is out
    assert np.linalg.det(out.rotation) == pytest.approx([1, 1])


@pytest.mark.parametrize("weights", [np.zeros(3), np.array([1.0, -1, 1]), np.full(3, np.nan)])
def test_unusable_weights_are_refused(weights):
    with pytest.raises(ValueError, match="weights must not be negative nor all zero"):
        rigid_fit(np.eye(3), weights, np.eye(3)[None])


def test_points_in_float32_are_refused_with_the_dtype():
    with pytest.raises(ValueError, match=r"source must be .* float64, got \(3, 3\) float32"):
        rigid_fit(np.eye(3, dtype=np.float32), np.ones(3), np.eye(3)[None])
