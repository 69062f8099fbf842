"""A photograph's own focal length becomes the field of view it is solved with."""

import math
import struct

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from systems.capture.exif import field_of_view
from systems.capture.images import Images, read_image


def exif(focal, *, order="<", orientation=1):
    """Return an Exif block with an orientation and a focal length in 35 mm film, mm."""
    header = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, 8)
    inner = 8 + 2 + 2 * 12 + 4
    first = struct.pack(f"{order}H", 2)
    first += struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    first += struct.pack(f"{order}HHII", 0x8769, 4, 1, inner) + bytes(4)
    return header + first + struct.pack(f"{order}HHHIHH", 1, 0xA405, 3, 1, focal, 0) + bytes(4)


def photograph(path, block, shape=(48, 64, 3)):
    picture = np.full(shape, 128, np.uint8)
    kinds, blocks = [cv2.IMAGE_METADATA_EXIF], [np.frombuffer(block, np.uint8)]
    done, data = cv2.imencodeWithMetadata(path.suffix, picture, kinds, blocks)
    assert done
    path.write_bytes(data.tobytes())
    return path


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_standard_lens_of_a_35_mm_camera_sees_27_degrees_of_height(order):
    assert math.degrees(field_of_view(exif(50, order=order), 24, 36)) == pytest.approx(
        26.99, abs=0.01
    )
    assert math.degrees(field_of_view(exif(50, order=order), 36, 24)) == pytest.approx(
        39.60, abs=0.01
    )


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp"])
def test_a_photograph_is_read_with_its_field_of_view(tmp_path, suffix):
    path = photograph(tmp_path / f"a{suffix}", exif(28))
    frame = Images(path).read()
    assert frame.fov == pytest.approx(field_of_view(exif(28), 48, 64))
    assert math.degrees(frame.fov) == pytest.approx(49.7, abs=0.5)


def test_a_photograph_on_its_side_has_the_height_that_is_shown(tmp_path):
    path = photograph(tmp_path / "a.jpg", exif(28, orientation=6))
    frame = Images(path).read()
    assert frame.image.shape == (64, 48, 3)
    assert frame.fov == pytest.approx(field_of_view(exif(28), 64, 48))


def test_a_picture_that_says_nothing_has_none(tmp_path):
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), np.zeros((48, 64, 3), np.uint8))
    assert Images(path).read().fov is None
    assert read_image(path).shape == (48, 64, 3)


@pytest.mark.parametrize("focal", [0, 1, 65535])
def test_a_focal_length_that_no_lens_has_is_not_believed(focal):
    assert field_of_view(exif(focal), 48, 64) is None


@given(st.integers(0, 60), st.binary(max_size=30))
def test_a_damaged_block_says_nothing_or_something_usual(end, more):
    found = field_of_view(exif(50)[:end] + more, 24, 36)
    assert found is None or 0 < found < math.pi


@given(st.binary(max_size=80))
def test_any_bytes_are_survived(data):
    for head in (b"", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"):
        assert field_of_view(head + data, 24, 36) is None or head
