"""Saving a setting changes its own line and nothing else."""

import sys

import pytest

from engine.errors import FileError
from systems.avatar.desk.settings import read_settings
from systems.toml_file import save

WRITTEN = """\
# my face
avatar = "hana"   # she is the best

[gain]
  mouthSmileLeft = 1.4  # stronger
"""


def test_what_the_user_wrote_stays(tmp_path):
    path = tmp_path / "p.toml"
    path.write_text(WRITTEN)
    save(path, {("avatar",): "mira", ("gain", "jawOpen"): 0.5})
    assert path.read_text() == WRITTEN.replace('"hana"', '"mira"') + "jawOpen = 0.5\n"


def test_what_is_saved_is_read_again(tmp_path):
    path = tmp_path / "new" / "p.toml"
    save(path, {("window", "place"): [3, -4], ("window", "size"): [640, 480], ("mirror",): True})
    settings = read_settings(path)
    assert settings.window.place == (3, -4)
    assert settings.window.size == (640, 480)
    assert settings.mirror is True
    save(path, {("mirror",): None, ("gain", "jawOpen"): None})
    assert read_settings(path).mirror is None
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_was_broken_meanwhile_is_left_alone(tmp_path):
    path = tmp_path / "p.toml"
    path.write_text("avatar = ")
    with pytest.raises(FileError, match="not saved"):
        save(path, {("avatar",): "mira"})
    assert path.read_text() == "avatar = "


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="not saved"):
        save(tmp_path / "file" / "p.toml", {("avatar",): "mira"})


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own")
def test_a_link_to_settings_stays_a_link(tmp_path):
    (tmp_path / "real.toml").write_text("")
    (tmp_path / "p.toml").symlink_to("real.toml")
    save(tmp_path / "p.toml", {("avatar",): "mira"})
    assert (tmp_path / "p.toml").is_symlink()
    assert "mira" in (tmp_path / "real.toml").read_text()
