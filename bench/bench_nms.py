"""Suppression of 40 and 1000 candidates, beside OpenCV."""

import cv2
import numpy as np
import pytest

from ext.nms import nms

CASES = [(40, 1), (40, 4), (1000, 4), (1000, 250)]


def candidates(count, faces):
    rng = np.random.default_rng(count)
    face = rng.integers(0, faces, count)
    centre = rng.uniform(60, 580, (faces, 2))[face] + rng.normal(0, 4, (count, 2))
    half = rng.uniform(20, 45, (faces, 1))[face] * rng.uniform(0.9, 1.1, (count, 2))
    boxes = np.concatenate([centre - half, centre + half], axis=1).astype(np.float32)
    return boxes, rng.uniform(0.6, 1, count).astype(np.float32)


def opencv(boxes, scores, threshold):
    corner_and_size = boxes.copy()
    corner_and_size[:, 2:] -= boxes[:, :2]
    return cv2.dnn.NMSBoxes(corner_and_size, scores, 0.0, threshold)


@pytest.mark.usefixtures("build")
@pytest.mark.parametrize(("count", "faces"), CASES)
def test_nms_candidates(benchmark, count, faces):
    assert len(benchmark(nms, *candidates(count, faces), 0.4)) >= faces // 2


@pytest.mark.parametrize(("count", "faces"), CASES)
def test_nms_candidates_opencv(benchmark, count, faces):
    case = candidates(count, faces)
    kept = benchmark(opencv, *case, 0.4)
    np.testing.assert_array_equal(np.sort(kept), np.sort(nms(*case, 0.4)))
