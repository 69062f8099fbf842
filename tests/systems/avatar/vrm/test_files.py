"""What VRM 1.0, VRM 0.x and plain glTF files become."""

import numpy as np
import pytest

from engine.errors import FileError
from systems.avatar.pose import Pose
from systems.avatar.vrm.expressions import MorphBind
from systems.avatar.vrm.mtoon0 import linear
from systems.topology import SHAPE
from tests.systems.avatar.vrm.vrm_file import SHAPES, morph, vrm0, vrm1


def weights(**named):
    out = np.zeros(52, np.float32)
    for name, value in named.items():
        out[SHAPE[name]] = value
    return out


def test_a_vrm1_gives_its_bones_licence_expressions_and_springs(load):
    figure = load(vrm1())
    assert (figure.name, figure.version) == ("Ball", "1.0")
    assert figure.meta["authors"] == "us"
    assert figure.bones["head"] == 4
    assert [e.name for e in figure.expressions] == ["happy", "blink"]
    assert len(figure.joints) == 3
    assert 150 < len(figure.model.geometry.vertices) < 250


def test_a_vrm0_gives_the_same_names(load):
    figure = load(vrm0())
    assert (figure.name, figure.version) == ("Old ball", "0.x")
    assert [e.name for e in figure.expressions] == ["happy", "EYEBLINKLEFT"]
    assert figure.expressions[1].morphs == (MorphBind(1, 0.5),)
    assert len(figure.joints) == 4  # the last bone, too, gets an end
    assert figure.look_at.outer.scale == 10


@pytest.mark.parametrize("write", [vrm0, vrm1])
def test_every_vrm_faces_forward_with_its_left_at_plus_x(animate, write):
    animator = animate(write())
    skeleton, bones = animator.figure.model.skeleton, animator.figure.bones
    world = skeleton.world(animator.place(Pose()))
    left, right = (world[bones[eye], :3, 3] for eye in ("leftEye", "rightEye"))
    assert left[0] > 0.02
    assert right[0] < -0.02
    assert left[2] > world[bones["head"], 2, 3] + 0.05


def test_both_versions_of_a_figure_stand_alike(animate):
    clouds = []
    for write in (vrm0, vrm1):
        animator = animate(write())
        animator(Pose())
        clouds.append(animator.vertices[:150, :3].copy())
    assert np.allclose(clouds[0], clouds[1], atol=1e-5)


def test_arkit_named_clips_are_driven_in_any_case_and_by_their_own_weights(animate):
    animator = animate(vrm0())
    assert animator.drive.shapes["eyeBlinkLeft"] == "expression"
    animator(Pose(weights(eyeBlinkLeft=1.0)))
    assert animator.weights[SHAPES.index("eyeBlinkLeft")] == pytest.approx(0.5)


def test_morphs_named_like_arkit_are_driven_where_no_clip_is(animate):
    animator = animate(vrm1())
    assert animator.drive.shapes == dict.fromkeys(SHAPES, "morph")
    animator(Pose(weights(jawOpen=0.7)))
    assert animator.weights.tolist() == pytest.approx([0.7, 0, 0, 0])


def test_an_empty_clip_does_not_take_the_place_of_a_morph(animate):
    animator = animate(vrm1({"custom": {"jawOpen": {}}}))
    assert animator.drive.shapes["jawOpen"] == "morph"


def test_a_head_without_arkit_shapes_shows_presets(animate):
    names = ("Fcl_A", "Fcl_Blink", "Fcl_Joy", "Fcl_U")
    made = vrm1(morphs=names)
    presets = {"aa": 0, "blink": 1, "happy": 2, "ou": 3}
    made.file.json["extensions"]["VRMC_vrm"]["expressions"] = {
        "preset": {name: morph(made, index) for name, index in presets.items()}
    }
    animator = animate(made)
    assert set(animator.drive.presets) == set(presets)

    def shown(**named):
        animator(Pose(weights(**named)))
        return dict(zip(presets, animator.weights.tolist(), strict=True))

    assert shown() == dict.fromkeys(presets, 0.0)
    assert shown(jawOpen=0.7)["aa"] == 1
    assert shown(eyeBlinkLeft=1, eyeBlinkRight=1)["blink"] == 1
    assert shown(mouthSmileLeft=1, mouthSmileRight=1)["happy"] == 1
    assert shown(mouthSmileLeft=0.2, mouthSmileRight=0.2)["happy"] == 0
    mouth = shown(jawOpen=1, mouthPucker=0.5)
    assert mouth["aa"] + mouth["ou"] == pytest.approx(1)


def test_a_blink_of_both_eyes_is_not_shown_twice(animate):
    made = vrm1(morphs=("a", "b", "c"))
    three = {"blink": 0, "blinkLeft": 1, "blinkRight": 2}
    made.file.json["extensions"]["VRMC_vrm"]["expressions"] = {
        "preset": {name: morph(made, index) for name, index in three.items()}
    }
    assert animate(made).drive.presets == ["blinkLeft", "blinkRight"]


def test_mtoon_1_is_read_with_its_outline_and_moving_texture(animate):
    animator = animate(vrm1())
    material = animator.figure.model.materials[1]
    assert material.kind == "mtoon"
    assert material.values["outline_width"] == pytest.approx(0.002)
    assert material.values["shade"].tolist() == pytest.approx([0.1, 0.05, 0.2])
    animator(Pose(time=1.5))
    assert animator.values["phase"][1].tolist() == pytest.approx([0.75, 0, 0])


def test_mtoon_0_becomes_mtoon_1(load):
    face, hair, _ = load(vrm0()).model.materials
    assert (face.kind, hair.kind) == ("pbr", "mtoon")
    assert hair.double_sided
    assert hair.values["colour"].tolist() == pytest.approx([1, linear([0.5])[0], 0, 1])
    assert hair.values["outline_width"] == pytest.approx(0.002)
    assert (hair.values["toony"], hair.values["shift"]) == (1, 0)


def test_plain_gltf_bones_are_guessed_from_their_names(load):
    made = vrm1()
    del made.file.json["extensions"]
    figure = load(made)
    assert figure.version == ""
    assert {"head", "neck", "chest", "spine", "leftEye", "leftUpperArm"} <= set(figure.bones)


@pytest.mark.parametrize(
    "change",
    [
        lambda e: e["VRMC_vrm"].pop("humanoid"),
        lambda e: e["VRMC_vrm"]["humanoid"]["humanBones"].update(head={"node": 99}),
        lambda e: e["VRMC_vrm"]["expressions"]["preset"].update(sad={"isBinary": 3}),
        lambda e: e["VRMC_springBone"]["springs"][0].update(colliderGroups=[4]),
        lambda e: e["VRMC_springBone"]["springs"][0]["joints"][0].update(node=99),
        lambda e: e["VRMC_springBone"]["springs"][0].update(center=99),
        lambda e: e.update(VRMC_vrm=[]),
    ],
)
def test_a_vrm_that_contradicts_itself_is_refused(load, change):
    made = vrm1()
    change(made.file.json["extensions"])
    with pytest.raises(FileError, match="is broken"):
        load(made)


def test_the_consortiums_samples_load_and_move(sample):
    from systems.avatar.vrm.animator import Animator

    animator = Animator(sample)
    animator(Pose(weights(eyeBlinkLeft=1), time=1.0))
    assert np.isfinite(animator.vertices).all()
    assert sample.meta["authors"] == "pixiv Inc."
