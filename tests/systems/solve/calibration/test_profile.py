"""Profiles as people write them: what they may say, and on which line they are wrong."""

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import FileError, UsageError
from systems.solve.calibration.cli import HEADER
from systems.solve.calibration.conclude import changes
from systems.solve.calibration.measures import NAMES
from systems.solve.calibration.profile import Profile, parse_profile, read_profile
from systems.solve.calibration.settings import known_measures, order_calibration, profile_path
from systems.toml_file import save

WHOLE = """\
about = "me"
zero = ["tongueOut"]

[at_most]
mouthClose = "jawOpen"

[shapes.mouthSmileLeft]
offset = 0.1
gain = 1.5
high = 0.9

[neutral.measures]
lid_left = 0.3
"""


def test_a_whole_profile_is_read():
    profile = parse_profile(WHOLE, "me.toml")
    assert profile.zero == ["tongueOut"]
    assert profile.at_most == {"mouthClose": "jawOpen"}
    assert profile.shapes["mouthSmileLeft"].gain == 1.5
    assert profile.neutral.measures == {"lid_left": 0.3}


def test_an_empty_file_is_a_profile():
    assert parse_profile("", "me.toml") == Profile()


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("gain = 1.5", "gain = -1", 9, "shapes.mouthSmileLeft.gain"),
        ("gain = 1.5", "gian = 1.5", 9, "gian"),
        ("gain = 1.5", 'gain = "much"', 9, "shapes.mouthSmileLeft.gain"),
        ("high = 0.9", "high = 0.1\nlow = 0.4", 11, "low 0.4 above high 0.1"),
        ("[shapes.mouthSmileLeft]", "[shapes.mouthSmle]", 7, "mouthSmle"),
        ('"tongueOut"', '"tongue"', 2, "tongue"),
        ('"jawOpen"', '"jaw"', 5, "'jaw'"),
        ("lid_left", "lid", 13, "'lid'"),
        ("gain = 1.5", "gain = ", 9, "me.toml"),
        ("lid_left = 0.3", "lid_left = nan", 13, "neutral.measures.lid_left: nan is no number"),
        ("gain = 1.5", "reached = inf", 9, "shapes.mouthSmileLeft.reached: inf is no number"),
    ],
)
def test_a_mistake_is_told_with_its_line(old, new, line, said):
    with pytest.raises(FileError, match=f"me.toml, line {line}: ") as caught:
        parse_profile(WHOLE.replace(old, new, 1), "me.toml")
    assert said in caught.value.message
    assert caught.value.fix


WRITTEN = (
    "lid_left", "lid_right", "brow_left", "brow_right", "corner_left", "corner_right",
    "upper_lip_left", "upper_lip_right", "mouth_side", "mouth_width", "lip_gap",
)  # fmt: skip
ELEVEN = "\n".join(f"{name} = {index}.0" for index, name in enumerate(WRITTEN))
"""Measures as they were written when there were eleven."""


def test_a_profile_with_measures_that_are_gone_is_used_and_renewed_without_them(tmp_path):
    path = tmp_path / "ann.toml"
    path.write_text(f"[neutral.measures]\n{ELEVEN}\n")
    renewed = read_profile(path)
    values = [0, 1, 2, 3, 4, 5, 9, 10]
    assert renewed.neutral.measures == dict(zip(NAMES[:8], values, strict=True))
    known = known_measures(renewed)
    assert known[:8].tolist() == values
    assert np.isnan(known[8:]).all()  # what is measured since is learned while running
    save(path, {k: v for k, v in changes(renewed).items() if v != []}, header=HEADER)
    assert "lid_left" in path.read_text()
    assert "lip_left" not in path.read_text()
    assert "mouth_side" not in path.read_text()


def test_a_measure_that_never_was_is_a_mistake_beside_those_that_are_gone():
    misspelt = ELEVEN.replace("upper_lip_right", "upper_lip_rihgt")
    with pytest.raises(FileError, match=r"line 9: there is no measure 'upper_lip_rihgt'"):
        parse_profile("[neutral.measures]\n" + misspelt, "me.toml")


def test_patches_that_are_no_numbers_are_refused():
    text = f"{WHOLE}\n[neutral]\npatches = [{'nan, ' * 450}]\n"
    with pytest.raises(FileError, match=r"line 16: neutral.patches: nan is no number"):
        parse_profile(text, "me.toml")


def test_patches_that_are_too_few_are_refused():
    with pytest.raises(FileError, match=r"line 16: patches must be 450 numbers, got 2"):
        parse_profile(WHOLE + "\n[neutral]\npatches = [1.0, 2.0]\n", "me.toml")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_the_same_way(text):
    with contextlib.suppress(FileError):
        parse_profile(text, "me.toml")


def test_what_is_learned_is_saved_beside_what_was_written_by_hand(tmp_path):
    path = tmp_path / "users" / "me.toml"
    learned = parse_profile(WHOLE.replace("zero", "#zero"), "learned")
    path.parent.mkdir()
    path.write_text('zero = ["cheekPuff"]  # mine\n')
    save(path, {k: v for k, v in changes(learned).items() if v != []}, header=HEADER)
    kept = read_profile(path)
    assert "# mine" in path.read_text()
    assert kept.zero == ["cheekPuff"]
    assert kept.shapes["mouthSmileLeft"].offset == 0.1


def test_a_name_is_a_file_in_the_users_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("BUNRAKU_SETTINGS", str(tmp_path))
    assert profile_path("ann") == tmp_path / "users" / "ann.toml"
    assert profile_path("x/ann.toml").as_posix() == "x/ann.toml"
    with pytest.raises(UsageError, match="--user a/b is neither"):
        profile_path("a/b")


def test_a_profile_that_is_not_there_names_the_command_that_makes_it(tmp_path, monkeypatch):
    monkeypatch.setenv("BUNRAKU_SETTINGS", str(tmp_path))
    with pytest.raises(FileError, match=r"ann\.toml") as caught:
        order_calibration("ann")
    assert "calibrate 0 --user ann" in caught.value.fix
