"""A picture goes into a net's input shrunk, in planes and less the mean, without allocating."""

import tracemalloc

import cv2
import numpy as np
import pytest

from ext.affine_crop import affine_crop
from systems.track.letterbox import MEAN_BGR, Letterbox
from systems.track.retinaface import RetinaFace

RNG = np.random.default_rng(0)


def picture(height, width):
    return RNG.integers(0, 256, (height, width, 3), np.uint8)


def target(height, width):
    return np.full((3, height, width), 99, np.float32)


def test_picture_of_the_inputs_size_is_copied_exactly():
    image, out = picture(96, 128), target(96, 128)
    assert Letterbox(out).fill(image) == (96, 128)
    np.testing.assert_array_equal(
        out, image.transpose(2, 0, 1) - np.float32(MEAN_BGR)[:, None, None]
    )


@pytest.mark.parametrize(
    ("shape", "size"),
    [((720, 1280), (192, 320)), ((1280, 720), (320, 192)), ((480, 640), (480, 640)),
     ((1, 999), (32, 320)), ((999, 1), (320, 32)), ((50, 70), (256, 320))],
)  # fmt: skip
def test_shrunk_picture_fills_the_upper_left_and_the_rest_is_mean(shape, size):
    image, out = picture(*shape), target(*size)
    height, width = Letterbox(out).fill(image)
    zoom = max(shape[0] / size[0], shape[1] / size[1])
    rows, columns = (max(1, round(side / zoom)) for side in shape)
    assert (height * rows, width * columns) == pytest.approx(
        (shape[0] * size[0], shape[1] * size[1])
    )
    small = cv2.resize(image, (columns, rows))
    np.testing.assert_array_equal(out[:, :rows, :columns].T + MEAN_BGR, small.transpose(1, 0, 2))
    assert not out[:, rows:].any()
    assert not out[:, :, columns:].any()


def test_a_picture_of_another_size_leaves_nothing_of_the_last_one():
    out = target(64, 64)
    box = Letterbox(out)
    box.fill(picture(64, 64))
    box.fill(picture(10, 64))
    assert not out[:, 10:].any()


def test_shrinking_shows_what_the_crop_kernel_shows():
    small = cv2.GaussianBlur(picture(18, 32), None, 1)
    image = cv2.resize(small, (640, 360), interpolation=cv2.INTER_CUBIC)
    out, crop = target(180, 320), target(180, 320)
    Letterbox(out).fill(image)
    offset = tuple(-mean for mean in MEAN_BGR)
    region = (320.5, 180.5, 640, 360, 0.0)  # the crop adds no half pixel
    affine_crop(image, region, crop, scale=1.0, offset=offset, channels="bgr")
    assert np.abs(out - crop).max() <= 1  # 1/32 px and rounding


def test_only_what_is_found_is_allocated_for_pictures_of_one_size(portrait, retina_model):
    for image in (portrait, np.zeros_like(portrait)):
        detector = RetinaFace(retina_model)
        detector.detect(image, 100.0)
        tracemalloc.start()
        detector.detect(image, 100.0)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 6000  # the boxes, and a few dozen Python numbers
