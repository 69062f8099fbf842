import numpy as np
import pytest

from engine.errors import UsageError
from systems.avatar.pose import Pose
from systems.avatar.vrm.parts import Parts
from systems.solve.rotation import rotation
from tests.systems.avatar.vrm.vrm_file import vrm1


def test_a_node_turns_in_model_axes_moves_and_grows(animate):
    animator = animate(vrm1(springs=False))
    part = animator.parts.node("strand0")
    part.rotation[:] = rotation(0, 0, 0.5)
    part.translation[:] = 0, 0.1, 0
    part.scale[:] = 2
    names = animator.figure.model.skeleton.names
    skeleton = animator.figure.model.skeleton
    world = skeleton.world(animator.place(Pose()))[names.index("strand0")]
    animator.parts.moved.clear()
    before = skeleton.world(animator.place(Pose()))[names.index("strand0")]
    assert np.allclose(world[:3, :3], 2 * rotation(0, 0, 0.5) @ before[:3, :3])
    assert np.allclose(world[:3, 3] - before[:3, 3], [0, 0.1, 0])


def test_morphs_expressions_and_materials_are_written_in_place(animate):
    animator = animate(vrm1())
    animator.parts.morph("browInnerUp")[...] = 0.25
    animator.parts.expression("happy")[...] = 0.5
    animator.parts.material("Face").colour[:] = 1, 0, 0, 1
    animator(Pose())
    assert animator.weights.tolist() == pytest.approx([0.5, 0, 0, 0.25])
    assert animator.values["colour"][0].tolist() == [1, 0, 0, 1]


@pytest.mark.parametrize(
    ("kind", "name", "near"),
    [
        ("node", "strand9", "strand"),
        ("morph", "browInerUp", "browInnerUp"),
        ("expression", "hapy", "happy"),
        ("material", "face", "Face"),
    ],
)
def test_an_unknown_name_lists_near_matches(animate, kind, name, near):
    with pytest.raises(UsageError, match=name) as caught:
        getattr(animate(vrm1()).parts, kind)(name)
    assert near in caught.value.fix


def test_a_built_in_character_has_no_parts():
    with pytest.raises(UsageError, match="Ear_L"):
        Parts().node("Ear_L")
