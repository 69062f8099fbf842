import numpy as np
import pytest

from engine.errors import FileError, UsageError
from systems.avatar.avatars import DrawnAvatar, FileAvatar, open_avatar
from systems.avatar.pose import Pose
from tests.systems.avatar.vrm.vrm_file import vrm1


def test_a_name_opens_a_character_and_a_path_a_file(tmp_path):
    path = tmp_path / "ball.VRM"
    path.write_bytes(vrm1().file.glb())
    assert isinstance(open_avatar("hana"), DrawnAvatar)
    avatar = open_avatar(str(path))
    assert isinstance(avatar, FileAvatar)
    assert avatar.name == "Ball"


def test_arms_hang_as_far_as_they_are_asked_to(tmp_path):
    path = tmp_path / "ball.vrm"
    path.write_bytes(vrm1().file.glb())
    heights = []
    for arms in (0.0, 0.6, 1.2):
        animator = open_avatar(str(path), arms=arms).animator
        world = animator.figure.model.skeleton.world(animator.place(Pose()))
        bones = animator.figure.bones
        upper, lower = (world[bones[b], :3, 3] for b in ("leftUpperArm", "leftLowerArm"))
        heights.append(float(np.arcsin((upper - lower)[1] / np.linalg.norm(upper - lower))))
    np.testing.assert_allclose(heights, (0.0, 0.6, 1.2), atol=0.01)


def test_an_unknown_name_lists_near_matches():
    with pytest.raises(UsageError, match="'hanna'") as caught:
        open_avatar("hanna")
    assert caught.value.fix.startswith("did you mean hana?")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileError, match=r"nowhere\.vrm"):
        open_avatar(str(tmp_path / "nowhere.vrm"))


def test_parts_stand_for_whatever_is_loaded(tmp_path):
    path = tmp_path / "ball.vrm"
    path.write_bytes(vrm1().file.glb())
    held, loaded = open_avatar("hana").parts, open_avatar(str(path)).parts
    held.stand_for(loaded)
    held.expression("happy")[...] = 0.5
    held.node("head").scale[:] = 2
    assert loaded.expression("happy") == 0.5
    assert loaded.node("head").scale[0] == 2
