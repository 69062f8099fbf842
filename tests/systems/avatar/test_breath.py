import numpy as np

from systems.avatar.breath import SECONDS, breath


def test_a_resting_adults_breaths_fit_into_a_minute():
    t = np.arange(0, 60, 0.01)
    full = np.array([breath(float(x)) for x in t])
    peaks = np.flatnonzero((full[1:-1] > full[:-2]) & (full[1:-1] >= full[2:]))
    assert 12 <= len(peaks) <= 18


def test_breath_starts_at_rest_and_repeats():
    assert breath(0.0) == 0
    for t in (0.3, 1.7, 3.9):
        assert abs(breath(t)) <= 1
        np.testing.assert_allclose(breath(t), breath(t + SECONDS), atol=1e-12)
