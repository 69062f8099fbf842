"""Files that are whole or not there."""

import pytest

from engine.whole import whole_file


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
