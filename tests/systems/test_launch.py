"""What a command refuses to pass off as a result."""

import cv2
import numpy as np
import pytest
from rich.console import Console

from engine.errors import DataError, FileError
from systems import launch
from systems.capture.sources import CaptureOptions
from systems.launch import Launch
from systems.track.settings import TrackSettings
from tests.footage import astronaut, talking_face


def test_a_table_is_refused_when_a_built_in_system_failed(tmp_path, monkeypatch):
    cv2.imwrite(str(tmp_path / "portrait.png"), astronaut())
    monkeypatch.setattr("systems.solve.stage.lid_ratio", lambda _points: 1 / 0)
    with pytest.raises(DataError, match="system 'measure_openness' failed"):
        launch.track(
            Launch(source=str(tmp_path / "portrait.png")), tmp_path / "a.npz", Console(quiet=True)
        )
    assert not (tmp_path / "a.npz").exists()


def pictures(folder, *good):
    """Fill a folder: good portraits, then a broken one."""
    for index in range(*good):
        cv2.imwrite(str(folder / f"{index}.png"), astronaut())
    (folder / f"{good[-1]}.png").write_bytes(b"no picture")


def test_rows_before_a_broken_picture_are_kept_and_the_error_is_told(tmp_path):
    pictures(tmp_path, 3)
    with pytest.raises(FileError, match=r"3\.png is broken"):
        launch.track(Launch(source=str(tmp_path)), tmp_path / "a.npz", Console(quiet=True))
    with np.load(tmp_path / "a.npz") as table:
        assert table["frame"].tolist() == [0, 1, 2]


def test_no_table_is_made_of_nothing_but_a_broken_picture(tmp_path):
    pictures(tmp_path, 0)
    with pytest.raises(FileError, match=r"0\.png is broken"):
        launch.track(Launch(source=str(tmp_path)), tmp_path / "a.npz", Console(quiet=True))
    assert not (tmp_path / "a.npz").exists()


@pytest.mark.parametrize("out", ["folder.npz", "away/a.npz", "x" * 300 + ".npz"])
def test_a_table_that_cannot_be_written_is_refused_before_the_source_is_opened(tmp_path, out):
    (tmp_path / "folder.npz").mkdir()
    with pytest.raises(FileError, match="cannot write"):
        launch.track(Launch(source="no such source"), tmp_path / out, Console(quiet=True))
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder.npz"]


@pytest.mark.parametrize(
    ("source", "loop", "cuts"),
    [("film", False, True), ("film", True, False), ("actor", False, False), ("none", False, False)],
)
def test_only_a_film_that_is_played_once_may_be_cut(monkeypatch, source, loop, cuts):
    built = []
    monkeypatch.setattr(launch, "_drive", lambda app, *_: built.append(app))
    source = str(talking_face()) if source == "film" else source
    launch.run(Launch(source=source, capture=CaptureOptions(loop=loop)), Console(quiet=True))
    assert built[0].track.world.resource(TrackSettings).cuts is cuts
