"""Faces are found and followed on footage that nothing was tuned to."""

import io

import cv2
import numpy as np
import pytest
from rich.console import Console

from systems.launch import Launch, track
from tests.e2e.program import save, succeed
from tests.footage import astronaut, carphone

CANVAS = 512  # px, both sides
HEIGHTS = (0.2, 0.16, 0.12, 0.1, 0.08, 0.07, 0.06)  # of the face, over the canvas


def tracked(source, place):
    """Run the command `track` in this process; return its table."""
    out = place / "a.npz"
    track(Launch(source=str(source)), out, Console(file=io.StringIO()))
    with np.load(out) as file:
        return dict(file)


def turned(picture, degrees):
    """Return a picture turned about its middle, on grey, nothing cut off."""
    height, width = picture.shape[:2]
    side = int(np.hypot(height, width)) + 1
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    matrix[:, 2] += (side - width) / 2, (side - height) / 2
    grey = (127, 127, 127)
    return cv2.warpAffine(picture, matrix, (side, side), borderValue=grey), matrix


def shrunk(picture, scale):
    """Return a picture made smaller, in the middle of a grey canvas, and where its corner is."""
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    x, y = (CANVAS - width) // 2, (CANVAS - height) // 2
    canvas = np.full((CANVAS, CANVAS, 3), 127, np.uint8)
    canvas[y : y + height, x : x + width] = small
    return canvas, np.array((x, y))


@pytest.fixture(scope="module")
def upright(tmp_path_factory):
    """The portrait's own table: where its landmarks are when nothing is done to it."""
    place = tmp_path_factory.mktemp("upright")
    return tracked(save(astronaut(), place / "a.png"), place)


def eyes_apart(points):
    return np.linalg.norm(points[33, :2] - points[263, :2])


@pytest.mark.parametrize("degrees", range(-45, 50, 5))
def test_a_turned_face_is_found_where_it_is(degrees, upright, tmp_path):
    picture, matrix = turned(astronaut(), degrees)
    table = tracked(save(picture, tmp_path / "a.png"), tmp_path)
    assert len(table["frame"]) == 1, "not found"
    there = upright["landmarks"][0, :, :2] @ matrix[:, :2].T + matrix[:, 2]
    error = np.linalg.norm(table["landmarks"][0, :, :2] - there, axis=1).mean()
    assert error < 0.06 * eyes_apart(there)


@pytest.mark.parametrize("height", HEIGHTS)
def test_a_small_face_is_found_where_it_is(height, upright, tmp_path):
    _, y0, _, y1 = upright["box"][0]
    scale = height * CANVAS / (y1 - y0)
    picture, corner = shrunk(astronaut(), scale)
    table = tracked(save(picture, tmp_path / "a.png"), tmp_path)
    assert len(table["frame"]) == 1, "not found"
    there = upright["landmarks"][0, :, :2] * scale + corner
    error = np.linalg.norm(table["landmarks"][0, :, :2] - there, axis=1).mean()
    assert error < 0.1 * eyes_apart(there) + 0.5


def test_the_man_in_the_car_is_followed_in_every_frame_as_one_person(tmp_path):
    succeed("track", carphone(), "--out", "a.npz", cwd=tmp_path)
    with np.load(tmp_path / "a.npz") as table:
        assert table["frame"].tolist() == list(range(120))
        assert set(table["face"].tolist()) == {0}
        assert table["confidence"].min() > 0.5
        assert "visemes" not in table  # a silent film
        # Small, 176 pixels across, and moved by the car: yet no point may leap.
        steps = np.linalg.norm(np.diff(table["landmarks"][..., :2], axis=0), axis=2).mean(axis=1)
        assert steps.max() < 0.2 * eyes_apart(table["landmarks"][0])
