"""The page about settings shows files that can be used, and all keys."""

import re
from pathlib import Path

from systems.avatar.desk.hotkeys import ACTIONS
from systems.avatar.desk.settings import Settings, WindowSettings, parse_settings
from systems.solve.calibration.profile import Profile, ShapeResponse, parse_profile
from systems.solve.canonical import read_canonical_face
from systems.solve.pose_models import FEWEST, pose_model
from systems.track.patch_blendshapes import NAMES_KEY
from systems.track.store import Store

PAGE = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")


SETTINGS, PROFILE, POINTS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def test_the_example_is_valid_and_shows_every_setting():
    settings = parse_settings(SETTINGS, "example.toml")
    assert settings.keys()["f5"] == "sad"
    for struct in (Settings, WindowSettings):
        for name in struct.__struct_fields__:
            assert re.search(rf"^\[?{name}\b", SETTINGS, re.MULTILINE), name


def test_the_table_names_the_key_of_every_action():
    keys = {row.lower() for row in re.findall(r"^\| (\w+) \|", PAGE, re.MULTILINE)}
    short = {"escape": "esc"}
    assert {short.get(key, key) for key, _ in ACTIONS.values()} <= keys


def test_the_profile_is_valid_and_shows_every_key():
    profile = parse_profile(PROFILE, "me.toml")
    assert profile.at_most
    for name in (*Profile.__struct_fields__, *ShapeResponse.__struct_fields__):
        assert re.search(rf"\b{name}\b", PROFILE), name


def test_the_points_of_a_head_make_one(tmp_path):
    (tmp_path / "head.toml").write_text(POINTS)
    face = read_canonical_face(Store().path("face_landmarker"))
    assert len(pose_model(str(tmp_path / "head.toml"), face).rows) >= FEWEST


def test_the_page_names_the_metadata_of_a_net():
    assert f"`{NAMES_KEY}`" in PAGE
