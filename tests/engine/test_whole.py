"""Files that are whole or not there."""

from pathlib import Path

import pytest

from engine.errors import FileError, UsageError
from engine.whole import require_apart, require_writable, whole_file


def test_a_file_appears_when_it_is_complete(tmp_path):
    path = tmp_path / "song.txt"
    with whole_file(path) as file:
        file.write(b"la")
        assert not path.exists()
    assert path.read_bytes() == b"la"
    assert list(tmp_path.iterdir()) == [path]


def write_half(path):
    with whole_file(path) as file:
        file.write(b"ne")
        raise KeyboardInterrupt


def test_an_error_leaves_what_was_there_and_nothing_else(tmp_path):
    path = tmp_path / "song.txt"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        write_half(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError), whole_file(tmp_path / "no" / "song.txt"):
        pass


def test_what_is_read_is_not_written_over_by_whatever_name(tmp_path):
    read = tmp_path / "song.wav"
    read.write_bytes(b"la")
    for name, make in (("link", "symlink_to"), ("twin", "hardlink_to")):
        getattr(tmp_path / name, make)(read)
    detour = tmp_path / ".." / tmp_path.name / "song.wav"
    for out in (read, detour, tmp_path / "link", tmp_path / "twin"):
        with pytest.raises(UsageError, match="it is read") as refused:
            require_apart(out, None, tmp_path / "none", str(read))
        assert str(refused.value).count("\n") == 1


def test_files_that_are_apart_or_not_there_are_no_reason_to_refuse(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"same")
    require_apart(None, tmp_path / "a")
    require_apart(tmp_path / "a", tmp_path / "b", tmp_path / "c", None)
    require_apart(tmp_path / "c", tmp_path / "c", "n" * 300)


@pytest.mark.parametrize("folder", [".", "..", "/", "", "folder"])
def test_a_folder_is_no_file_to_write(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileError, match="it is a folder"):
        require_writable(Path(folder))
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder"]
