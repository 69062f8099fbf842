import numpy as np
import pytest

from systems.avatar.alpha import straight
from systems.avatar.background import Flat, Photo
from systems.avatar.pose import Pose

pytestmark = pytest.mark.gl

GREEN = (0.0, 1.0, 0.0)


@pytest.mark.parametrize("samples", [0, 4])
def test_a_flat_ground_is_one_colour_to_its_corners(paint, samples):
    picture = paint(Pose(), background=Flat(GREEN), samples=samples)
    assert (picture[[0, 0, 60, 200], [0, -1, 5, 3]] == (0, 255, 0, 255)).all()


def test_a_colour_is_a_wall_lit_from_the_middle(paint):
    picture = paint(Pose(), background=(0.5, 0.5, 0.5))
    assert picture[60, 40, 0] > picture[-1, 0, 0] + 5


def test_a_photo_fills_the_ground_upright(paint):
    photo = np.zeros((120, 160, 3), np.uint8)
    photo[:60, :, 0], photo[60:, :, 2] = 255, 255
    picture = paint(Pose(), background=Photo(photo))
    assert picture[2, 2].tolist() == [255, 0, 0, 255]
    assert picture[200, 2].tolist() == [0, 0, 255, 255]


def test_another_photo_replaces_the_first(paint):
    for shade in (40, 200):
        photo = Photo(np.full((9, 9, 3), shade, np.uint8))
        assert paint(Pose(), background=photo)[2, 2, 0] == shade


@pytest.mark.parametrize("samples", [0, 4])
def test_a_transparent_picture_over_a_ground_is_the_picture_drawn_on_it(paint, samples):
    cut = straight(paint(Pose(), background=None, samples=samples).astype(np.uint8))
    on_green = paint(Pose(), background=Flat(GREEN), samples=samples)
    share = cut[..., 3:] / 255
    over = share * cut[..., :3] + (1 - share) * (0, 255, 0)
    assert np.abs(over - on_green[..., :3]).max() <= 2
    assert np.isin(cut[..., 3], (0, 255)).mean() > 0.95
