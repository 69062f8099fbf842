"""The page about settings shows a file that can be used, and all keys."""

import re
from pathlib import Path

from systems.avatar.desk.hotkeys import ACTIONS
from systems.avatar.desk.settings import Settings, WindowSettings, parse_settings

PAGE = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")


def test_the_example_is_valid_and_shows_every_setting():
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    settings = parse_settings(example, "example.toml")
    assert settings.keys()["f5"] == "sad"
    for struct in (Settings, WindowSettings):
        for name in struct.__struct_fields__:
            assert re.search(rf"^\[?{name}\b", example, re.MULTILINE), name


def test_the_table_names_the_key_of_every_action():
    keys = {row.lower() for row in re.findall(r"^\| (\w+) \|", PAGE, re.MULTILINE)}
    short = {"escape": "esc"}
    assert {short.get(key, key) for key, _ in ACTIONS.values()} <= keys
