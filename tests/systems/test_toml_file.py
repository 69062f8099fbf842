"""Saving a setting changes its own line and nothing else."""

import sys
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import FileError
from systems.avatar.desk.settings import read_settings
from systems.toml_file import edited, save

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


def test_settings_that_notepad_wrote_can_be_changed(tmp_path):
    path = tmp_path / "p.toml"
    path.write_bytes(b'\xef\xbb\xbfavatar = "hana"\n')
    save(path, {("avatar",): "mira"})
    assert read_settings(path).avatar == "mira"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own")
def test_a_link_to_settings_stays_a_link(tmp_path):
    (tmp_path / "real.toml").write_text("")
    (tmp_path / "p.toml").symlink_to("real.toml")
    save(tmp_path / "p.toml", {("avatar",): "mira"})
    assert (tmp_path / "p.toml").is_symlink()
    assert "mira" in (tmp_path / "real.toml").read_text()


def flat(tree, above=()):
    """Return the values of a tree by the keys that lead to them."""
    leaves = {}
    for key, value in tree.items():
        here = (*above, key)
        leaves |= flat(value, here) if isinstance(value, dict) else {here: value}
    return leaves


def changed(text, changes):
    """Return what a text says after changes, as values by their keys."""
    after = flat(tomllib.loads(text)) | changes
    return {keys: value for keys, value in after.items() if value is not None}


CHANGES = {
    ("about",): "a face",
    ("gain", "jawOpen", "high"): 0.5,
    ("gain", "mouthPucker", "low"): 0.1,
    ("neutral", "patches"): [0.5, 1.0],
    ("neutral", "gone"): None,
}


@pytest.mark.parametrize(
    "written",
    [
        "gain.jawOpen.low = 0.2\n",
        "gain.jawOpen.low = 0.2\ngain.jawOpen.high = 0.9\n",
        "gain = {jawOpen = {low = 0.2}}\n",
        "gain = {}\nneutral = {gone = 1, kept = 2}\n",
        "[gain]\njawOpen = {low = 0.2}\n",
        "[gain]\njawOpen.low = 0.2\nmouthPucker.high = 0.3\n",
        "[gain.jawOpen]\nlow = 0.2\n[neutral]\ngone = 1\n[gain.mouthPucker]\nhigh = 0.3\n",
        "neutral.gone = 1\ngain.jawOpen = {low = 0.2}\n",
    ],
)
def test_whatever_way_tables_are_written_a_change_is_read_again(tmp_path, written):
    path, text = tmp_path / "p.toml", f"# mine\nzero = []\n{written}"
    path.write_text(text)
    save(path, CHANGES)
    assert path.read_text().startswith("# mine\nzero = []\n")
    assert flat(tomllib.loads(path.read_text())) == changed(text, CHANGES)


def test_a_table_in_one_line_gets_lines_of_its_own_where_tables_come_into_it():
    text = edited("gain = {jawOpen = {low = 0.2}}\n", {("gain", "jawLeft", "low"): 0.1})
    assert "[gain.jawOpen]\nlow = 0.2\n" in text
    assert "[gain.jawLeft]\nlow = 0.1\n" in text


LINES = st.sampled_from(
    ("[a]", "[a.b]", "[b]", "[b.c.a]", "x = 1", "y = 2", "a.x = 3", "a.b.y = 4", "b.c.x = 5",
     "a = {x = 6, b = {y = 7}}", "b = {}", "# said")
)  # fmt: skip
PLACES = st.lists(st.sampled_from("abc"), max_size=2).map(tuple)
WISHES = st.tuples(PLACES, st.sampled_from("xyz")).map(lambda at: (*at[0], at[1]))


@settings(max_examples=300)
@given(
    st.lists(LINES, unique=True, max_size=6),
    st.dictionaries(WISHES, st.sampled_from((8, None)), max_size=4),
)
def test_what_is_changed_is_read_again_and_the_rest_stays(lines, changes):
    text = "\n".join(lines)
    try:
        wanted = changed(text, changes)
    except tomllib.TOMLDecodeError:
        return
    assert flat(tomllib.loads(edited(text, changes))) == wanted


def test_a_value_where_a_table_is_meant_is_refused():
    with pytest.raises(ValueError, match="gain is no table"):
        edited("gain = 3\n", {("gain", "jawOpen"): 0.5})
