"""Pictures in planes equal the oracle exactly, and what lies beside them stays as it was."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ext import _numpy_planes, reference
from ext.planes import planes

MEAN = (104.0, 117.0, 123.0)
BESIDE = 999.0


def picture(seed, height, width):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


@given(
    st.integers(0, 2**32 - 1),
    st.tuples(st.integers(0, 5), st.integers(0, 70)),
    st.tuples(st.integers(0, 3), st.integers(0, 3)),
)
def test_kernel_and_its_twin_match_the_oracle_exactly(seed, size, room):
    image = picture(seed, *size)
    image.flags.writeable = False
    shape = (3, size[0] + room[0], size[1] + room[1])
    expected = np.full(shape, BESIDE)
    reference.planes(image, MEAN, expected)
    compiled, twin = np.full((2, *shape), BESIDE, np.float32)
    planes(image, MEAN, compiled)
    _numpy_planes.write(image, *MEAN, twin)
    np.testing.assert_array_equal(compiled, expected)
    np.testing.assert_array_equal(twin, expected)


def test_a_picture_without_room_is_refused_with_both_sizes():
    out = np.zeros((3, 4, 5), np.float32)
    for shape in ((5, 5), (4, 6)):
        with pytest.raises(
            ValueError, match=rf"room for the picture of \({shape[0]}, {shape[1]}\)"
        ):
            planes(picture(0, *shape), MEAN, out)


def test_other_shapes_and_types_are_refused_by_name():
    image, out = picture(0, 4, 5), np.zeros((3, 4, 5), np.float32)
    with pytest.raises(ValueError, match="out must be"):
        planes(image, MEAN, out.astype(np.float64))
    with pytest.raises(ValueError, match="image must be"):
        planes(image[:, ::-1], MEAN, out)
    with pytest.raises(ValueError, match=r"got \(4, 5\) and"):
        planes(image[:, :, 0], MEAN, out)
