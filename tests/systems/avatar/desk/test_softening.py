"""The dial of smoothing, as lag and jitter behind it."""

import numpy as np
import pytest

from systems.avatar.desk.softening import softened
from systems.solve.one_euro import vector_step
from systems.solve.smooth import Smoothing


def filtered(samples, strength):
    value, slope = samples[:1].copy(), np.zeros(1, np.float32)
    out = []
    for sample in samples:
        tuning = softened(Smoothing(), strength).face
        vector_step(value, slope, np.array([sample], np.float32), dt=1 / 30, tuning=tuning)
        out.append(float(value[0]))
    return np.array(out)


def test_strength_one_is_the_default():
    assert softened(Smoothing(), 1.0) == Smoothing()


def test_strength_nought_lets_everything_pass():
    samples = np.random.default_rng(1).random(50).astype(np.float32)
    assert filtered(samples, 0.0) == pytest.approx(samples, abs=0.01)


def test_more_strength_means_less_jitter_and_more_lag():
    rng = np.random.default_rng(2)
    still = (0.5 + 0.01 * rng.standard_normal(300)).astype(np.float32)
    rise = np.clip(np.arange(-5, 60) / 15, 0, 1).astype(np.float32)
    jitters = [filtered(still, s)[20:].std() for s in (0.25, 1.0, 3.0)]
    lags = [(rise - filtered(rise, s)).sum() for s in (0.25, 1.0, 3.0)]
    assert jitters[0] > 1.3 * jitters[1] > 1.5 * jitters[2]
    assert lags[0] < lags[1] < lags[2]
