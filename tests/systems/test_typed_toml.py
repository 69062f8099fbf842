"""What people write wrong in TOML is told with its line, and what to do about it."""

import msgspec
import pytest

from engine.errors import FileError
from systems.typed_toml import parse_toml, read_text


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    sizes: list[float]
    named: dict[str, float] = msgspec.field(default_factory=dict)


class Outer(msgspec.Struct, forbid_unknown_fields=True):
    inner: Inner
    top: float = 0.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "f.toml: 'inner' is missing"),
        ("top = 1\n\n[inner]\n", "f.toml, line 3: 'inner.sizes' is missing"),
        ("top = nan\n[inner]\nsizes = []", "f.toml, line 1: top: nan is no number"),
        ("[inner]\nsizes = [\n 1, -inf]", "f.toml, line 2: inner.sizes: -inf is no number"),
        ("inner.sizes = []\ninner.named.x = +inf", "f.toml, line 2: inner.named.x: inf is no"),
    ],
)
def test_what_is_missing_and_what_is_no_number_is_told_with_its_place(text, message):
    with pytest.raises(FileError) as caught:
        parse_toml(text, "f.toml", Outer)
    assert caught.value.message.startswith(message)
    assert caught.value.fix
    assert "correct ," not in caught.value.fix


def test_a_byte_order_mark_of_notepad_is_no_mistake(tmp_path):
    (tmp_path / "f.toml").write_bytes(b"\xef\xbb\xbf[inner]\nsizes = [1]\n")
    assert parse_toml(read_text(tmp_path / "f.toml"), "f.toml", Outer).inner.sizes == [1]
