"""Photographs in a folder: every one is seen as if it were alone."""

import cv2
import numpy as np
import pytest

from systems.capture.sources import CaptureOptions
from systems.launch import Launch, track
from systems.track.settings import TrackSettings
from tests.footage import astronaut

FILES = {
    "1-left.png": (0, 0, 1.0),
    "2-nobody.png": None,
    "3-right.png": (240, 200, 1.0),
    "4-left-again.png": (0, 0, 1.0),
    "5-nearby.png": (6, 3, 1.0),
    "6-small.png": (300, 300, 0.5),
}
"""Where the portrait lies in each picture, px, and its scale."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("photographs")
    portrait = astronaut()[:260, 120:360]
    for name, laid in FILES.items():
        picture = np.full((520, 640, 3), 90, np.uint8)
        if laid is not None:
            x, y, scale = laid
            part = cv2.resize(portrait, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            picture[y : y + len(part), x : x + part.shape[1]] = part
        cv2.imwrite(str(place / name), picture)
    return place


def table_of(source, out, **capture):
    launch = Launch(
        source=str(source),
        capture=CaptureOptions(**capture),
        track=TrackSettings(faces=2),
    )
    track(launch, out, Quiet())
    with np.load(out) as file:
        return dict(file)


class Quiet:
    """A console that keeps what it is told."""

    def __init__(self):
        self.said = []

    def print(self, *words, **_style):
        """Print nothing."""
        self.said += words


def test_every_photograph_of_a_folder_gives_what_it_gives_alone(folder, tmp_path):
    table = table_of(folder, tmp_path / "all.npz")
    assert table["frame"].tolist() == [0, 2, 3, 4, 5]
    assert table["face"].tolist() == [0] * 5
    for row, frame in enumerate(table["frame"]):
        alone = table_of(folder / sorted(FILES)[frame], tmp_path / "one.npz")
        for name in ("landmarks", "blendshapes", "yaw_pitch_roll", "gaze"):
            np.testing.assert_array_equal(table[name][row], alone[name][0])


def test_a_folder_with_a_rate_is_a_film(folder, tmp_path):
    film = table_of(folder, tmp_path / "film.npz", fps=30.0)
    assert film["frame"].tolist() == [0, 2, 4]  # who is gone at once is looked for in the next
    assert film["face"].tolist() == [0, 1, 0]  # and is known again


def test_photographs_of_several_sizes_have_a_camera_each(tmp_path):
    portrait, folder = astronaut()[:260, 120:360], tmp_path / "sizes"
    folder.mkdir()
    for name, scale in (("1.png", 1.0), ("2.png", 1.5)):
        cv2.imwrite(str(folder / name), cv2.resize(portrait, None, fx=scale, fy=scale))
    table = table_of(folder, tmp_path / "sizes.npz")
    sizes = table["camera_matrix"][:, :2, 2] * 2
    assert sizes.tolist() == [[240, 260], [360, 390]]
    alone = table_of(folder / "2.png", tmp_path / "one.npz")
    np.testing.assert_array_equal(alone["camera_matrix"], table["camera_matrix"][1])


def test_a_photograph_without_a_face_is_said_to_have_none(folder, tmp_path):
    console, out = Quiet(), tmp_path / "nobody.npz"
    track(Launch(source=str(folder / "2-nobody.png")), out, console)
    assert f"no face was found, 0 rows: {out}" in console.said
    assert np.load(out)["landmarks"].shape == (0, 478, 3)
