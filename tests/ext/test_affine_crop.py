"""The crop equals the oracle bit for bit, and follows the picture's geometry."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ext import reference
from ext.affine_crop import affine_crop, crop_matrix

seeds = st.integers(0, 2**32 - 1)
borders = st.sampled_from(["replicate", "zero"])


def picture(rng, height, width):
    return rng.integers(0, 256, (height, width, 3), dtype=np.uint8)


def region(rng, height, width):
    centre = rng.uniform(-0.3, 1.3, 2) * (width, height)
    return (*centre, *rng.uniform(1, 2 * max(width, height), 2), rng.uniform(-4, 4))


@settings(max_examples=60, deadline=None)
@given(
    seed=seeds,
    size=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    crop=st.tuples(st.integers(4, 12), st.integers(4, 70)),
    planar=st.booleans(),
    channels=st.sampled_from(["rgb", "bgr"]),
    border=borders,
)
def test_kernel_matches_the_oracle_bit_for_bit(seed, size, crop, planar, channels, border):
    rng = np.random.default_rng(seed)
    image, roi = picture(rng, *size), region(rng, *size)
    got, expected = np.empty((2, 3, *crop) if planar else (2, *crop, 3), np.float32)
    options = {"scale": 1.0, "channels": channels, "border": border}
    affine_crop(image, roi, got, **options)
    reference.affine_crop(image, roi, expected, **options)
    np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize("channels", ["rgb", "bgr"])
def test_scale_and_offset_apply_per_output_channel(channels):
    rng = np.random.default_rng(1)
    image, roi = picture(rng, 30, 40), (20, 15, 25, 20, 0.3)
    got, expected = np.empty((2, 3, 16, 16), np.float32)
    options = {"scale": 2 / 255, "offset": (-104, -117, -123), "channels": channels}
    affine_crop(image, roi, got, **options)
    reference.affine_crop(image, roi, expected, **options)
    np.testing.assert_allclose(got, expected, rtol=1e-6)


def test_a_region_of_the_crops_size_copies_the_picture():
    image = picture(np.random.default_rng(2), 48, 64)
    out = np.empty((16, 16, 3), np.float32)
    affine_crop(image, (30, 20, 16, 16, 0), out, scale=1, channels="bgr")
    np.testing.assert_array_equal(out, image[12:28, 22:38])


def test_a_quarter_turn_turns_the_picture():
    image = picture(np.random.default_rng(3), 48, 64)
    straight, turned = np.empty((2, 16, 16, 3), np.float32)
    affine_crop(image, (30, 20, 16, 16, 0), straight)
    affine_crop(image, (30, 20, 16, 16, np.pi / 2), turned)
    # The crop's right is the picture's down, its down the picture's left; 8 is the centre of 16.
    expected = straight[:, 1:][:, ::-1].transpose(1, 0, 2)
    np.testing.assert_array_equal(turned[1:], expected)


def test_planar_and_interleaved_hold_the_same_numbers():
    image = picture(np.random.default_rng(4), 48, 64)
    planar, interleaved = np.empty((3, 20, 30), np.float32), np.empty((20, 30, 3), np.float32)
    affine_crop(image, (30, 20, 90, 50, 0.5), planar)
    affine_crop(image, (30, 20, 90, 50, 0.5), interleaved)
    np.testing.assert_array_equal(planar.transpose(1, 2, 0), interleaved)


def test_a_smooth_picture_differs_from_opencvs_exact_warp_by_rounding_only():
    rng = np.random.default_rng(5)
    image = cv2.GaussianBlur(picture(rng, 240, 320), (0, 0), 4)
    roi = (160, 120, 150, 130, 0.4)
    out = np.empty((64, 64, 3), np.float32)
    affine_crop(image, roi, out, scale=1, channels="bgr")
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = cv2.warpAffine(image, crop_matrix(roi, 64, 64), (64, 64), flags=flags)
    assert np.abs(out - warped).max() <= 1


def test_crop_matrix_sends_the_crops_middle_to_the_regions_centre():
    matrix = crop_matrix((50, 60, 30, 20, 0.7), 256, 128)
    np.testing.assert_allclose(matrix @ (128, 64, 1), (50, 60))
    np.testing.assert_allclose(
        matrix @ (256, 64, 1), (50 + 15 * np.cos(0.7), 60 + 15 * np.sin(0.7))
    )


@pytest.mark.parametrize(
    "roi", [(0, 0, 0, 5, 0), (0, 0, 5, -1, 0), (np.nan, 0, 5, 5, 0), (1e9, 0, 5, 5, 0)]
)
def test_impossible_regions_are_refused_with_the_numbers(roi):
    out = np.empty((4, 4, 3), np.float32)
    with pytest.raises(ValueError, match="finite region of positive size"):
        affine_crop(np.zeros((8, 8, 3), np.uint8), roi, out)


def test_a_grey_picture_is_refused_with_its_shape():
    with pytest.raises(ValueError, match=r"image must be a picture .* got \(8, 8\)"):
        affine_crop(np.zeros((8, 8), np.uint8), (4, 4, 4, 4, 0), np.empty((4, 4, 3), np.float32))


def test_an_output_without_three_channels_is_refused_with_its_shape():
    with pytest.raises(ValueError, match=r"out must be .* got \(4, 4, 4\)"):
        affine_crop(np.zeros((8, 8, 3), np.uint8), (4, 4, 4, 4, 0), np.empty((4, 4, 4), np.float32))


def test_an_unknown_border_is_refused_with_the_choices():
    with pytest.raises(ValueError, match="border must be one of replicate, zero, got 'wrap'"):
        affine_crop(
            np.zeros((8, 8, 3), np.uint8),
            (4, 4, 4, 4, 0),
            np.empty((4, 4, 3), np.float32),
            border="wrap",
        )
