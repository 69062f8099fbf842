"""Decoding one RetinaFace answer at 640x480 with the candidates of 1 and 4 faces above 0.6."""

import numpy as np
import pytest

from ext.decode import blazeface_decode, retinaface_decode
from ext.priors import blazeface_anchors, retinaface_priors


def retinaface_answer(faces):
    rng = np.random.default_rng(faces)
    priors = retinaface_priors(640, 480)
    face = rng.uniform(0, 0.1, len(priors))
    face[rng.choice(len(priors), 25 * faces)] = 0.9
    loc, landms = (rng.normal(0, 1, (len(priors), k)).astype(np.float32) for k in (4, 10))
    return loc, np.stack([1 - face, face], axis=1).astype(np.float32), landms, priors


def buffers(count, coordinates):
    shapes = (count, 4), (count,), (count, coordinates)
    return dict(zip(("boxes", "scores", "points"), map(np.empty, shapes, "fff"), strict=True))


@pytest.mark.usefixtures("build")
@pytest.mark.parametrize("faces", [1, 4])
def test_retinaface_decode_640x480(benchmark, faces):
    out = buffers(12600, 10)
    answer = retinaface_answer(faces)
    found = benchmark(retinaface_decode, *answer, 0.6, width=640, height=480, **out)
    assert 0 < found <= 25 * faces


@pytest.mark.usefixtures("build")
@pytest.mark.parametrize("faces", [1, 4])
def test_blazeface_decode_896_anchors(benchmark, faces):
    rng = np.random.default_rng(0)
    regressors, logits = rng.uniform(1, 60, (896, 16)), rng.uniform(-60, -20, 896)
    logits[100 : 100 + 12 * faces] = 3
    answer = regressors.astype(np.float32), logits.astype(np.float32), blazeface_anchors()
    found = benchmark(blazeface_decode, *answer, 0.5, side=1280, **buffers(896, 12))
    assert found == 12 * faces
