"""``avatar list``, ``show`` and ``sheet`` do what their help says."""

import cv2
import pytest
from typer.testing import CliRunner

from engine.errors import DeviceError, FileError, UsageError
from systems.avatar.character import characters
from systems.avatar.cli import avatar


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: CliRunner().invoke(avatar, [str(word) for word in words])


def test_list_has_a_line_about_every_character(run):
    lines = run("list").stdout.splitlines()
    for name in characters():
        (line,) = (row for row in lines if row.split()[:1] == [name])
        assert len(line.split()) > 7


@pytest.mark.gl
def test_show_writes_a_strip(run, tmp_path):
    done = run("show", "kaito", "--out", tmp_path / "new" / "a.png")
    assert done.exit_code == 0, done.exception
    assert cv2.imread(str(tmp_path / "new" / "a.png")).shape == (480, 2000, 3)


def test_show_without_a_display_names_the_other_way(run, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    error = run("show", "kaito").exception
    assert isinstance(error, DeviceError)
    assert "--out" in error.fix


def test_an_unknown_avatar_is_one_clear_error(run, tmp_path):
    assert isinstance(run("sheet", "nobody", "--out", tmp_path / "a.png").exception, UsageError)


@pytest.mark.gl
def test_several_avatars_are_shown_next_to_each_other(run, tmp_path):
    done = run("show", "kaito", "hana", "--out", tmp_path / "a.png")
    assert done.exit_code == 0, done.exception
    assert cv2.imread(str(tmp_path / "a.png")).shape == (480, 800, 3)
    assert isinstance(run("show", "kaito", "hana").exception, UsageError)


@pytest.mark.gl
def test_a_sheet_of_no_picture_format_is_one_clear_error(run, tmp_path):
    assert isinstance(run("show", "hana", "--out", tmp_path / "a.xyz").exception, FileError)


@pytest.mark.gl
def test_export_writes_a_file_of_the_suffix(run, tmp_path):
    done = run("export", "mira", tmp_path / "new" / "mira.vrm")
    assert done.exit_code == 0, done.exception
    data = (tmp_path / "new" / "mira.vrm").read_bytes()
    assert data[:4] == b"glTF"
    assert b"VRMC_vrm" in data


@pytest.mark.gl
def test_inspect_tells_what_an_exported_avatar_has(run, tmp_path):
    run("export", "hana", tmp_path / "hana.vrm")
    printed = run("inspect", tmp_path / "hana.vrm").stdout
    assert "VRM 1.0" in printed
    assert "52 of 52" in printed
    assert "springs: none" in printed


def test_inspect_of_nothing_is_one_clear_error(run, tmp_path):
    assert isinstance(run("inspect", tmp_path / "a.vrm").exception, FileError)
    assert isinstance(run("inspect", "nobody").exception, UsageError)
