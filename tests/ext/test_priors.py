"""Priors are those of the published detectors, built once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ext import reference
from ext.priors import blazeface_anchors, retinaface_priors

sides = st.integers(1, 200)
levels = st.lists(st.sampled_from([8, 16, 32]), min_size=1, unique=True).map(tuple)


@settings(deadline=None)
@given(sides, sides, levels)
def test_retinaface_priors_are_those_of_the_oracle(width, height, strides):
    expected = reference.retinaface_priors(width, height, strides)
    np.testing.assert_allclose(retinaface_priors(width, height, strides), expected, rtol=1e-6)


def test_blazeface_anchors_are_those_of_the_oracle():
    np.testing.assert_allclose(blazeface_anchors(), reference.blazeface_anchors(), rtol=1e-6)


@pytest.mark.parametrize(
    ("size", "count"), [((160, 96), 630), ((320, 192), 2520), ((640, 352), 9240)]
)
def test_number_of_retinaface_priors_is_the_nets_output_length(size, count):
    assert len(retinaface_priors(*size)) == count


def test_a_reduced_pyramid_is_the_tail_of_the_full_one():
    full, reduced = retinaface_priors(640, 480), retinaface_priors(640, 480, (16, 32))
    np.testing.assert_array_equal(full[-len(reduced) :], reduced)


def test_priors_are_built_once_and_cannot_be_altered():
    priors = retinaface_priors(320, 192)
    assert priors is retinaface_priors(320, 192)
    assert not priors.flags.writeable
    assert not blazeface_anchors().flags.writeable


def test_empty_input_size_is_refused_with_the_size():
    with pytest.raises(ValueError, match="positive pixels, got 0x480"):
        retinaface_priors(0, 480)


def test_unknown_stride_is_refused_with_the_strides():
    with pytest.raises(ValueError, match=r"among 8, 16, 32, got \(8, 64\)"):
        retinaface_priors(640, 480, (8, 64))
