"""Still images: every kind becomes upright BGR, broken ones are named."""

import cv2
import numpy as np
import pytest

from engine.errors import DataError, FileError
from systems.capture.images import Images, image_paths, read_image
from tests.footage import astronaut
from tests.systems.capture.clips import corners, quadrants

PIL = pytest.importorskip("PIL.Image", reason="needs Pillow: writes EXIF")


def write(path, image):
    assert cv2.imwrite(str(path), image)
    return path


def write_exif(path, orientation):
    exif = PIL.Exif()
    exif[0x0112] = orientation
    PIL.fromarray(quadrants()[:, :, ::-1]).save(path, exif=exif, quality=95)
    return path


def test_a_lossless_image_is_read_exactly(tmp_path):
    path = write(tmp_path / "astronaut.png", astronaut())
    np.testing.assert_array_equal(read_image(path), astronaut())


@pytest.mark.parametrize(
    ("orientation", "shown"),
    [(1, "rgb-"), (2, "gr-b"), (3, "-bgr"), (4, "b-rg"), (6, "br-g"), (8, "g-rb")],
)
def test_exif_orientation_is_carried_out(tmp_path, orientation, shown):
    image = read_image(write_exif(tmp_path / "phone.jpg", orientation))
    assert corners(image) == shown
    assert image.shape == ((64, 48, 3) if orientation > 4 else (48, 64, 3))
    assert image.flags.c_contiguous


def test_grey_becomes_three_equal_channels(tmp_path):
    ramp = np.tile(np.arange(64, dtype=np.uint8) * 4, (48, 1))
    image = read_image(write(tmp_path / "grey.png", ramp))
    np.testing.assert_array_equal(image, np.dstack([ramp] * 3))


def test_sixteen_bits_become_eight(tmp_path):
    deep = quadrants().astype(np.uint16) * 257
    np.testing.assert_array_equal(read_image(write(tmp_path / "deep.png", deep)), quadrants())


def test_transparency_is_dropped(tmp_path):
    cut_out = np.dstack([quadrants(), np.zeros((48, 64), np.uint8)])
    np.testing.assert_array_equal(read_image(write(tmp_path / "cut.png", cut_out)), quadrants())


def test_names_outside_ascii_are_read(tmp_path):
    (tmp_path / "ascii.png").write_bytes(cv2.imencode(".png", quadrants())[1].tobytes())
    path = (tmp_path / "ascii.png").rename(tmp_path / "Gesicht äöü 顔.png")
    assert corners(read_image(path)) == "rgb-"


def test_one_image_is_one_frame(tmp_path):
    images = Images(write(tmp_path / "still.png", quadrants()))
    frame = images.read()
    frame.release()
    assert (frame.index, frame.captured_at, images.count) == (0, 0.0, 1)
    assert images.read() is None


def test_a_folder_is_read_in_natural_order_at_the_rate_given(tmp_path):
    for number in (10, 9, 1):
        write(tmp_path / f"frame{number}.png", np.full((4, 4, 3), number, np.uint8))
    (tmp_path / "notes.txt").write_text("not an image")
    (tmp_path / "._frame1.png").write_bytes(b"what macOS keeps beside an image on a foreign disk")
    images = Images(tmp_path, rate=25)
    frames = [images.read() for _ in range(images.count)]
    assert [int(frame.image[0, 0, 0]) for frame in frames] == [1, 9, 10]
    assert [frame.captured_at for frame in frames] == [0.0, 0.04, 0.08]
    assert images.read() is None


def test_names_that_begin_with_digits_and_letters_can_be_sorted_together(tmp_path):
    for name in ("a.png", "2.png", "10.png", "B1.png"):
        write(tmp_path / name, quadrants())
    assert [path.name for path in image_paths(tmp_path)] == ["2.png", "10.png", "a.png", "B1.png"]


def test_looped_images_go_on_growing_in_time_and_index(tmp_path):
    images = Images(write(tmp_path / "still.png", quadrants()), rate=10, loop=True)
    got = [(frame.index, frame.captured_at) for frame in (images.read() for _ in range(3))]
    assert got == [(0, 0.0), (1, 0.1), (2, 0.2)]
    assert images.count is None


def test_closing_ends_even_looped_images(tmp_path):
    images = Images(write(tmp_path / "still.png", quadrants()), loop=True)
    images.close()
    images.close()
    assert images.read() is None


def test_a_zero_byte_image_is_named(tmp_path):
    (tmp_path / "void.png").touch()
    with pytest.raises(FileError, match=r"image .*void\.png is empty: 0 bytes") as caught:
        Images(tmp_path / "void.png").read()
    assert "again" in caught.value.fix


def test_an_image_that_cannot_be_decoded_is_named(tmp_path):
    (tmp_path / "text.png").write_text("not a picture")
    with pytest.raises(FileError, match=r"image .*text\.png is broken or of an unknown format"):
        Images(tmp_path / "text.png").read()


def test_a_folder_without_images_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"has no images in it") as caught:
        Images(tmp_path)
    assert ".png" in caught.value.fix


def test_a_missing_image_is_named(tmp_path):
    with pytest.raises(FileError, match=r"there is no file .*gone\.png"):
        Images(tmp_path / "gone.png")


def test_an_image_that_vanished_meanwhile_is_named(tmp_path):
    path = write(tmp_path / "still.png", quadrants())
    images = Images(path)
    path.unlink()
    with pytest.raises(FileError, match=r"image .*still\.png cannot be read: No such file"):
        images.read()
