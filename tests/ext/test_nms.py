"""Suppression keeps what the oracle keeps, and obeys the laws of suppression."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ext import reference
from ext.nms import nms, nms_weighted

THRESHOLD = 0.4


@st.composite
def candidates(draw):
    """Boxes in a few clusters with scores, none within float32 reach of the threshold."""
    seed = draw(st.integers(0, 2**32 - 1))
    count = draw(st.integers(0, 60))
    groups = draw(st.integers(1, 12))
    rng = np.random.default_rng(seed)
    centre = rng.uniform(0, 300, (groups, 2))[rng.integers(0, groups, count)]
    centre += rng.normal(0, 6, (count, 2))
    half = rng.uniform(10, 40, (count, 2))
    boxes = np.concatenate([centre - half, centre + half], axis=1).astype(np.float32)
    scores = rng.integers(1, 20, count).astype(np.float32) / 20
    assume(not near_threshold(boxes.astype(np.float64)))
    return boxes, scores, rng.normal(size=(count, 12)).astype(np.float32)


def near_threshold(boxes):
    size = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    size = np.maximum(size - np.maximum(boxes[:, None, :2], boxes[None, :, :2]), 0)
    inter, area = size.prod(-1), (boxes[:, 2:] - boxes[:, :2]).prod(-1)
    iou = inter / (area[:, None] + area[None] - inter)
    return bool((abs(iou - THRESHOLD) < 1e-5).any())


@given(candidates())
def test_kept_boxes_are_those_of_the_oracle(case):
    boxes, scores, _ = case
    expected = reference.nms(boxes, scores, THRESHOLD)
    np.testing.assert_array_equal(nms(boxes, scores, THRESHOLD), expected)


@given(candidates())
def test_merged_boxes_are_those_of_the_oracle(case):
    boxes, scores, points = case
    expected = reference.nms_weighted(boxes, points, scores, THRESHOLD)
    for got, wanted in zip(nms_weighted(boxes, points, scores, THRESHOLD), expected, strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-4)


@given(candidates())
def test_suppressing_twice_changes_nothing(case):
    boxes, scores, _ = case
    kept = nms(boxes, scores, THRESHOLD)
    again = nms(boxes[kept], scores[kept], THRESHOLD)
    np.testing.assert_array_equal(again, np.arange(len(kept)))


@given(candidates(), st.randoms(use_true_random=False))
def test_order_of_the_input_does_not_matter(case, random):
    boxes, scores, _ = case
    scores = scores + np.arange(len(scores), dtype=np.float32) / 4096  # no ties
    shuffled = random.sample(range(len(scores)), len(scores))
    there = nms(boxes[shuffled], scores[shuffled], THRESHOLD)
    here = nms(boxes, scores, THRESHOLD)
    np.testing.assert_array_equal(np.array(shuffled, np.intp)[there], here)


def test_equal_scores_are_taken_in_index_order():
    boxes = np.array([[0, 0, 10, 10], [50, 0, 60, 10], [1, 0, 11, 10]], np.float32)
    np.testing.assert_array_equal(nms(boxes, np.full(3, 0.7, np.float32), 0.4), [0, 1])


def test_empty_boxes_overlap_nothing_and_end_the_merging():
    boxes = np.array([[5, 5, 5, 5], [0, 0, 10, 10]], np.float32)
    scores = np.array([0.9, 0.8], np.float32)
    np.testing.assert_array_equal(nms(boxes, scores, 0.4), [0, 1])
    merged, _, _ = nms_weighted(boxes, boxes, scores, 0.4)
    np.testing.assert_array_equal(merged, boxes[:1])


def test_merging_weighs_by_score_and_keeps_the_best_score():
    boxes = np.array([[0, 0, 10, 10], [2, 0, 12, 10]], np.float32)
    scores = np.array([0.9, 0.3], np.float32)
    merged, points, best = nms_weighted(boxes, boxes[:, :2].copy(), scores, 0.5)
    np.testing.assert_allclose(merged, [[0.5, 0, 10.5, 10]], rtol=1e-6)
    np.testing.assert_allclose(points, [[0.5, 0]], rtol=1e-6)
    np.testing.assert_array_equal(best, scores[:1])


def test_result_stands_in_the_given_buffer():
    keep = np.empty(2, np.intp)
    boxes = np.array([[0, 0, 10, 10], [50, 0, 60, 10]], np.float32)
    kept = nms(boxes, np.array([0.5, 0.6], np.float32), 0.4, keep=keep)
    assert np.shares_memory(kept, keep)
    np.testing.assert_array_equal(keep, [1, 0])


def test_read_only_input_is_accepted():
    boxes, scores = np.zeros((2, 4), np.float32), np.zeros(2, np.float32)
    boxes.flags.writeable = scores.flags.writeable = False
    assert len(nms(boxes, scores, 0.4)) == 2


@pytest.mark.parametrize("threshold", [-0.1, 1.5, float("nan")])
def test_threshold_outside_its_range_is_refused_with_the_value(threshold):
    with pytest.raises(ValueError, match=rf"threshold must be in 0\.\.1, got {threshold}"):
        nms(np.zeros((1, 4), np.float32), np.zeros(1, np.float32), threshold)


def test_wrong_shape_is_refused_with_the_shape():
    with pytest.raises(ValueError, match=r"boxes must be .*\(2, 4\) float32, got \(2, 5"):
        nms(np.zeros((2, 5), np.float32), np.zeros(2, np.float32), 0.4)


def test_wrong_dtype_is_refused_with_the_dtype():
    with pytest.raises(ValueError, match=r"boxes must be .* float32, got \(2, 4\) float64"):
        nms(np.zeros((2, 4)), np.zeros(2, np.float32), 0.4)
