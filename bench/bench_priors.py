"""Building RetinaFace's priors for one new input size, and asking for them again."""

import pytest

from ext.priors import retinaface_priors


@pytest.mark.usefixtures("build")
def test_priors_640x480(benchmark):
    assert benchmark(retinaface_priors.__wrapped__, 640, 480).shape == (12600, 4)


def test_priors_640x480_again(benchmark):
    assert benchmark(retinaface_priors, 640, 480).shape == (12600, 4)
