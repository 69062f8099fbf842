import cv2
import numpy as np
import pytest

from engine.errors import FileError
from systems.avatar.alpha import straight, write_picture

ORANGE = np.array([240, 120, 40])


@pytest.fixture
def disc():
    """Return a premultiplied orange disc with a soft edge."""
    y, x = np.mgrid[:64, :64]
    alpha = np.clip(20 - np.hypot(x - 32, y - 32) + 0.5, 0, 1)[..., None]
    return np.round(np.concatenate([alpha * ORANGE, 255 * alpha], 2)).astype(np.uint8)


def test_straight_colours_are_what_was_drawn_wherever_it_can_be_known(disc):
    plain = straight(disc).astype(int)
    clear = disc[..., 3] > 60
    assert np.abs(plain[clear][:, :3] - ORANGE).max() <= 3
    assert np.array_equal(plain[..., 3], disc[..., 3])


def test_straight_over_a_ground_is_premultiplied_over_that_ground(disc):
    ground = np.array([30, 200, 90])
    share = disc[..., 3:] / 255
    plain = straight(disc)
    over = plain[..., :3] * share + ground * (1 - share)
    np.testing.assert_allclose(over, disc[..., :3] + ground * (1 - share), atol=0.51)


def test_transparent_pixels_beside_the_edge_carry_its_colour(disc):
    plain = straight(disc).astype(int)
    assert disc[32, 54, 3] == 0
    assert np.abs(plain[32, 54, :3] - ORANGE).max() < 12


def test_an_opaque_picture_stays_as_it_is(disc):
    disc[..., 3] = 255
    assert straight(disc) is disc


def test_a_written_png_has_the_alpha_and_the_order_of_colours(disc, tmp_path):
    write_picture(tmp_path / "new" / "a.png", straight(disc))
    read = cv2.imread(str(tmp_path / "new" / "a.png"), cv2.IMREAD_UNCHANGED)
    assert np.array_equal(read[..., [2, 1, 0, 3]], straight(disc))


@pytest.mark.parametrize("name", ["a.nothing", "a"])
def test_a_name_without_a_format_of_pictures_is_one_clear_error(disc, tmp_path, name):
    with pytest.raises(FileError, match="no format of pictures"):
        write_picture(tmp_path / name, disc)


def test_a_place_that_cannot_be_written_is_one_clear_error(disc, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot write"):
        write_picture(tmp_path / "file" / "a.png", disc)
