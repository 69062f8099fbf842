"""Other people's programs read our files: Khronos' validator and three-vrm, under Node."""

from pathlib import Path

import numpy as np
import pytest

from systems.avatar.character import characters
from systems.avatar.export.bones import STANDING
from systems.avatar.pose import NECK
from systems.topology import ARKIT
from tests.systems.avatar.export.node import run_script

pytestmark = pytest.mark.gl

HERE = Path(__file__).parent
REQUIRED = ["hips", "spine", "head"] + [
    side + bone
    for side in ("left", "right")
    for bone in ("UpperLeg", "LowerLeg", "Foot", "UpperArm", "LowerArm", "Hand")
]
PRESETS = [
    *("happy", "angry", "sad", "relaxed", "surprised", "neutral"),
    *("aa", "ih", "ou", "ee", "oh"),
    *("blink", "blinkLeft", "blinkRight", "lookUp", "lookDown", "lookLeft", "lookRight"),
]


@pytest.mark.parametrize("suffix", [".glb", ".vrm"])
@pytest.mark.parametrize("name", characters())
def test_the_validator_finds_no_error(exported, name, suffix):
    report = run_script(HERE / "validate.cjs", exported(name, suffix))
    assert report["issues"]["numErrors"] == 0, report["issues"]["messages"][:5]
    info = report["info"]
    assert info["hasMorphTargets"]
    assert info["hasSkins"]
    assert info["hasTextures"]
    # The unlit fallback beside MToon is what VRM asks for, and all there is to warn of.
    warned = {m["code"] for m in report["issues"]["messages"] if m["severity"] == 1}
    assert warned <= {"MULTIPLE_EXTENSIONS"}


@pytest.fixture(scope="module")
def loaded(exported):
    return run_script(HERE / "load_vrm.mjs", exported("hana", ".vrm"))


def test_three_vrm_finds_the_bones_that_vrm_requires(loaded):
    assert set(REQUIRED) | {"leftEye", "rightEye", "neck", "chest"} == set(loaded["bones"])
    np.testing.assert_allclose(loaded["head"], STANDING + NECK, atol=1e-6)


def test_three_vrm_finds_presets_and_perfect_sync(loaded):
    assert sorted(loaded["expressions"]) == sorted([*PRESETS, *ARKIT])


def test_three_vrm_plays_expressions_on_every_primitive_of_the_face(loaded):
    faces = [mesh for mesh in loaded["meshes"] if mesh["weights"]]
    assert len(faces) == 5
    for face in faces:
        assert list(face["weights"]) == list(ARKIT)
        assert face["weights"]["jawOpen"] == pytest.approx(0.5)
        assert face["weights"]["mouthSmileLeft"] == pytest.approx(0.9)
        assert face["weights"]["mouthFrownLeft"] == 0


def test_three_vrm_turns_the_eyes_to_a_target_at_the_left(loaded):
    x, _, z = loaded["gaze"]
    assert x / z == pytest.approx(1 / 3, rel=0.05)


def test_three_vrm_sees_toon_materials_coloured_by_vertex(loaded):
    meshes = {mesh["name"]: mesh for mesh in loaded["meshes"]}
    assert meshes["Hair"]["mtoon"]
    assert meshes["Hair"]["vertexColours"]
    assert not meshes["EyeLeft"]["mtoon"]
    assert meshes["Hair"]["skinned"]


def test_three_vrm_reads_the_licence(loaded):
    assert loaded["meta"]["licenseUrl"] == "https://vrm.dev/licenses/1.0/"
    assert loaded["meta"]["avatarPermission"] == "everyone"
