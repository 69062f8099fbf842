import numpy as np
import pytest

from systems.avatar.avatars import open_avatar
from systems.avatar.studio import CAPTION, PAPER, TURNS, Studio, shaped
from systems.topology import SHAPE

pytestmark = pytest.mark.gl


@pytest.fixture(scope="module")
def studio():
    return Studio(open_avatar("hana"), (60, 60))


def test_a_strip_has_a_view_from_every_side(studio):
    strip = studio.strip()
    assert strip.shape == (60, 60 * len(TURNS), 3)
    left, _, front, _, right = np.split(strip.astype(int), len(TURNS), 1)
    assert np.abs(left - front).mean() > 5
    assert np.abs(left - right[:, ::-1]).mean() < np.abs(left - right).mean()


def test_a_sheet_shows_every_shape_twice_under_its_name(studio):
    sheet = studio.sheet()
    assert sheet.shape == (13 * (60 + CAPTION), 4 * 120, 3)
    cells = sheet.reshape(13, 60 + CAPTION, 4, 2, 60, 3).transpose(0, 2, 3, 1, 4, 5)
    captions, faces = cells[..., :CAPTION, :, :], cells[..., CAPTION:, :, :].astype(int)
    assert (captions[..., 0, :, :] == PAPER).all()
    assert (captions != PAPER).any((-4, -3, -2, -1)).reshape(-1, 2)[:, 0].all()
    change = np.abs(faces[:, :, 1] - faces[:, :, 0]).max((2, 3, 4)).ravel()
    assert (change[:52] > 10).all()


def test_an_eye_that_looks_out_turns_to_its_own_side():
    pose = shaped("eyeLookOutLeft", 1.0)
    assert pose.gaze_left[0] > 0.45
    assert pose.gaze_right.tolist() == [0, 0, 1]
    assert shaped("eyeLookOutRight", 1.0).gaze_right[0] < -0.45


def test_an_eye_that_looks_down_turns_down():
    pose = shaped("eyeLookDownRight", 0.5)
    assert -0.25 < pose.gaze_right[1] < -0.15
    assert pose.weights[SHAPE["eyeLookDownRight"]] == 0.5
