import numpy as np

from systems.avatar.overlay import POINT, draw_landmarks, lay_over, make_panel, side_by_side


def test_landmarks_are_dotted_where_they_are_and_ignored_outside():
    picture = np.zeros((40, 60, 3), np.uint8)
    draw_landmarks(picture, np.array([[10.2, 20.4, 0], [-5, 3, 0], [59.6, 39.9, 0]]))
    assert tuple(picture[20, 10]) == POINT
    assert (picture.any(2)).sum() == 4


def test_camera_stands_left_of_the_puppet_in_rgb():
    puppet = np.full((48, 64, 3), 7, np.uint8)
    camera = np.zeros((24, 32, 3), np.uint8)
    camera[..., 0] = 200  # blue, in BGR
    both = side_by_side(puppet, camera)
    assert both.shape == (48, 128, 3)
    assert tuple(both[24, 32]) == (0, 0, 200)
    assert tuple(both[24, 100]) == (7, 7, 7)


def test_a_tall_camera_picture_is_fitted_between_margins():
    both = side_by_side(np.zeros((40, 80, 3), np.uint8), np.full((80, 40, 3), 255, np.uint8))
    assert both[:, :20].max() == 0
    assert both[20, 40].min() == 255


def test_a_panel_holds_the_camera_and_its_lines():
    panel = make_panel(np.full((30, 40, 3), 90, np.uint8), ["mesh 4 ms", "age 31 ms"], width=80)
    assert panel.shape[1:] == (80, 4)
    assert panel[30, 40, 3] == 255
    assert panel[61:, :, :3].max() > 200  # ink


def test_a_panel_without_a_camera_is_text_alone():
    assert make_panel(None, ["one"]).shape[0] < 40
    assert make_panel(None, []).shape[0] == 0


def test_a_panel_is_laid_over_the_lower_left_corner():
    picture = np.zeros((100, 100, 3), np.uint8)
    panel = np.full((20, 30, 4), 255, np.uint8)
    lay_over(picture, panel, margin=10)
    assert picture[70:90, 10:40].min() == 255
    assert picture.sum() == 20 * 30 * 3 * 255


def test_a_panel_larger_than_the_picture_is_cut():
    picture = np.zeros((20, 20, 3), np.uint8)
    lay_over(picture, np.full((90, 90, 4), 255, np.uint8), margin=5)
    assert picture[:15, 5:].min() == 255
