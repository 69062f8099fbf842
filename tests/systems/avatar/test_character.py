import pytest

from engine.errors import FileError, UsageError
from systems.avatar.character import characters, load_character


def test_four_characters_are_built_in():
    assert characters() == ["adult", "hana", "kaito", "mira"]
    assert load_character("hana").style == "toon"
    assert load_character("adult").style == "soft"


def test_an_unknown_avatar_is_refused_with_the_names_there_are():
    with pytest.raises(UsageError, match="no avatar called 'hanna'") as caught:
        load_character("hanna")
    assert "adult, hana, kaito, mira" in caught.value.fix


def test_a_file_that_is_no_character_is_refused(tmp_path):
    path = tmp_path / "broken.toml"
    path.write_text("name = 3\n")
    with pytest.raises(FileError, match=r"broken\.toml is not a character"):
        load_character(path)


def test_a_misspelt_key_is_refused(tmp_path):
    from importlib.resources import files

    text = (files("assets") / "avatars" / "hana.toml").read_text()
    path = tmp_path / "typo.toml"
    path.write_text(text.replace("collar =", "coller ="))
    with pytest.raises(FileError, match="coller"):
        load_character(path)


def test_a_picture_is_no_character(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG")
    with pytest.raises(FileError, match=r"a\.png is not a character"):
        load_character(path)
