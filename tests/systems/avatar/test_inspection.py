from pathlib import Path

import pytest

from systems.avatar.inspection import inspect
from tests.systems.avatar.vrm.vrm_file import TestFigure, morph, vrm1

SHARED = Path(__file__).parents[3] / ".." / "shared" / "data" / "vrm"


@pytest.fixture
def sample():
    path = SHARED / "VRMC_vrm_expressions_isBinary_Overrides.vrm"
    if not path.exists():
        pytest.skip("needs ../shared/data: the VRM samples")
    return inspect(str(path))


def test_a_built_in_character_lacks_springs_alone():
    found = inspect("mira")
    assert found.facts["shapes"].startswith("52 of 52")
    assert found.missing == ["springs: none, hair and clothes do not swing"]


@pytest.mark.gl
def test_an_exported_vrm_has_all_that_was_written(exported):
    found = inspect(str(exported("hana", ".vrm")))
    assert found.facts["kind"] == "VRM 1.0"
    assert found.facts["shapes"].startswith("52 of 52: 52 as expressions")
    assert found.facts["expressions"].endswith("52 of its own; 1 empty")
    assert found.facts["bones"].startswith("19: hips")
    assert found.facts["eyes"] == "turn by bones"
    assert found.facts["commercial use"] == "corporation"
    assert len(found.missing) == 1


@pytest.mark.gl
def test_an_exported_glb_has_morph_targets_and_bones_by_name(exported):
    found = inspect(str(exported("kaito", ".glb")))
    assert found.facts["kind"] == "glTF 2.0"
    assert "52 as morph targets" in found.facts["shapes"]
    assert found.facts["licence"] == "not stated"


@pytest.mark.parametrize(
    ("by", "shapes", "said"),
    [
        ("bone", (), "turn by bones"),
        ("expression", ("lookUp", "lookDown"), "turn by expressions"),
        ("expression", ("happy",), "do not turn"),
    ],
)
def test_what_turns_the_eyes_is_what_the_file_says_turns_them(by, shapes, said, tmp_path):
    preset = {name: morph(TestFigure(), 0) for name in shapes}
    made = vrm1(expressions={"preset": preset}, look_at={"type": by})
    path = tmp_path / "ball.vrm"
    path.write_bytes(made.file.glb())
    assert inspect(str(path)).facts["eyes"] == said


def test_a_sample_without_shapes_says_what_stands_in_and_what_does_not_move(sample):
    assert sample.facts["author"] == "pixiv Inc."
    assert "lids: no ARKit shape; instead the presets blink" in sample.missing
    assert "brows: do not move" in sample.missing
    assert any(sentence.startswith("eyes: neither") for sentence in sample.missing)
