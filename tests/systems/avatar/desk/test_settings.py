"""What settings may say, and where its mistakes are."""

import contextlib

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import FileError, UsageError
from systems.avatar.desk.expressions import EXPRESSIONS
from systems.avatar.desk.settings import Settings, parse_settings, read_settings, settings_path

WHOLE = """\
source = "Logitech"
avatar = "mira"
mirror = false
smoothing = 0.5

[window]
place = [-1200, 30]
size = [640, 480]
always_on_top = true

[gain]
mouthSmileLeft = 1.4

[hotkeys]
mirror = "ctrl+m"
record = ""
sad = "f5"

[expressions.sad]
fade = 0.3
mouth = "blend"
shapes = { mouthFrownLeft = 0.8, mouthFrownRight = 0.8 }
"""


def test_a_whole_file_is_read():
    settings = parse_settings(WHOLE, "p.toml")
    assert (settings.source, settings.avatar, settings.mirror) == ("Logitech", "mira", False)
    assert settings.window.place == (-1200, 30)
    assert settings.window.style().always_on_top
    assert settings.gain == {"mouthSmileLeft": 1.4}
    assert settings.keys()["ctrl+m"] == "mirror"
    assert settings.keys()["f5"] == "sad"
    assert "record" not in settings.keys().values()
    assert {*EXPRESSIONS, "sad"} == {*settings.all_expressions()}


def test_a_file_that_is_not_there_sets_nothing(tmp_path):
    assert read_settings(tmp_path / "none.toml") == Settings()


@pytest.mark.parametrize(
    ("text", "line", "what", "fix"),
    [
        ("avatr = 'x'", 1, "no setting 'avatr'", "avatar"),
        ("[window]\nsise = [1, 2]", 2, "no setting 'sise'", "size"),
        ("[window]\n\nsize = [0, 3]", 3, "window.size: expected `int` >= 1", "correct"),
        ("smoothing = 1\nmirror = 'yes'", 2, "mirror: expected `bool`", "correct"),
        ("[gain]\njawOpen = 1\neyeBlinkLeft = 9", 3, "gain.eyeBlinkLeft", "correct"),
        ("[gain]\nmouthSmileLft = 1", 2, "no shape 'mouthSmileLft'", "mouthSmileLeft"),
        ("[hotkeys]\nmirorr = 'x'", 2, "no hotkey is called 'mirorr'", "mirror"),
        ("[hotkeys]\nmirror = 'x'\nrecord = 'X'", 3, "the key x is given to both", "another key"),
        ("[hotkeys]\nmirror = 'escpe'", 2, "no key 'escpe'", "escape"),
        ("[hotkeys]\nmirror = 'strg+m'", 2, "no key 'strg+m'", "ctrl"),
        ("\n[expressions.sad]\nfade = 1\nblonk = 1", 4, "no setting 'blonk'", "blink"),
        ("[expressions.a]\nfade=1\n[expressions.b]\nfade=9", 4, "expressions.b.fade", "correct"),
        ("[expressions.a.shapes]\nmouthFrown = 1", 2, "no shape 'mouthFrown'", "mouthFrownLeft"),
        ("[expressions.mirror]\nfade = 1", 1, "'mirror' is a hotkey's action", "another"),
        ("[expressions.a]\nblink = 'off'", 2, "expressions.a.blink", "correct"),
        ("window = 3", 1, "window: expected `table`", "correct"),
        ("smoothing = nan", 1, "smoothing", "correct"),
        ("a = 1\nb =\n", 2, "Invalid value", "toml.io"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_a_way_out(text, line, what, fix):
    with pytest.raises(FileError) as caught:
        parse_settings(text, "my.toml")
    assert caught.value.message.startswith(f"my.toml, line {line}: ")
    assert what in caught.value.message
    assert fix in caught.value.fix


names = st.sampled_from(
    ["window", "gain", "expressions", "hotkeys", "shapes", "size", "mirror", "smile", "fade", "x"]
)
values = st.recursive(
    st.one_of(st.integers(-3, 3), st.booleans(), st.sampled_from(["", "m", "block", "auto"])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)),
    max_leaves=6,
)


@given(st.dictionaries(names, values, max_size=4))
def test_whatever_toml_says_it_is_settings_or_one_clear_error(data):
    with contextlib.suppress(FileError):
        assert isinstance(parse_settings(tomlkit.dumps(data), "p.toml"), Settings)


def test_bytes_that_are_no_text_are_one_clear_error(tmp_path):
    path = tmp_path / "p.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(FileError, match="cannot read"):
        read_settings(path)


def test_settings_are_named_or_are_a_file(tmp_path):
    assert settings_path(None).name == "default.toml"
    assert settings_path("stream").name == "stream.toml"
    assert settings_path("stream").parent == settings_path(None).parent
    assert settings_path(str(tmp_path / "a.toml")) == tmp_path / "a.toml"
    with pytest.raises(UsageError, match="neither a name"):
        settings_path("../etc/passwd")


def test_a_policy_for_a_lost_face_that_is_none_is_an_error_with_its_line():
    with pytest.raises(FileError, match=r"line 2: .*nose=hold") as caught:
        parse_settings('avatar = "mira"\nlost = "nose=hold"\n', "own.toml")
    assert "hold" in caught.value.fix
