import cv2
import numpy as np
import pytest

from engine.errors import FileError, UsageError
from systems.avatar.background import Flat, Photo, parse_background


def test_a_hex_colour_is_flat():
    assert parse_background("#00ff00") == Flat((0.0, 1.0, 0.0))
    assert parse_background("#FF8000") == Flat((1.0, 128 / 255, 0.0))


def test_transparent_is_no_background():
    assert parse_background("transparent") is None


def test_a_picture_is_read_in_rgb(tmp_path):
    path = tmp_path / "rød.png"
    data = cv2.imencode(".png", np.full((2, 3, 3), (0, 0, 255), np.uint8))[1]
    path.write_bytes(data.tobytes())
    photo = parse_background(str(path))
    assert isinstance(photo, Photo)
    assert photo.picture[0, 0].tolist() == [255, 0, 0]


@pytest.mark.parametrize("size", [(40, 40), (80, 20), (20, 80), (7, 3)])
def test_a_photo_covers_any_size_about_its_middle(size):
    picture = np.zeros((20, 40, 3), np.uint8)
    picture[5:15, 15:25] = 255
    covered = Photo(picture).covering(size)
    assert covered.shape == (size[1], size[0], 3)
    assert covered[size[1] // 2, size[0] // 2].min() > 200


def test_what_is_neither_colour_nor_file_is_one_clear_error():
    with pytest.raises(UsageError, match="neither a colour nor a file") as caught:
        parse_background("#00ff0")
    assert "transparent" in caught.value.fix


def test_a_file_that_is_no_picture_is_one_clear_error(tmp_path):
    (tmp_path / "a.png").write_bytes(b"nothing of the kind")
    with pytest.raises(FileError, match="not a picture"):
        parse_background(str(tmp_path / "a.png"))
