"""A broken VRM is refused or drawn, never a crash: its extensions are mutated and loaded."""

import json

import numpy as np
import pytest

from engine.errors import FileError
from systems.avatar.pose import Pose
from systems.avatar.vrm.animator import Animator
from systems.avatar.vrm.load import load_figure
from tests.systems.avatar.gltf.glb import pack, unpack
from tests.systems.avatar.vrm.vrm_file import vrm0, vrm1

VALUES = (
    None,
    -1,
    0,
    1,
    3,
    999,
    2**40,
    1e30,
    -0.5,
    True,
    "",
    "x",
    [],
    {},
    [1],
    [0, 0, 0],
    [1e9] * 4,
)


def places(tree, path=()):
    """Yield the path of every value inside a JSON tree."""
    for key in tree if isinstance(tree, dict) else range(len(tree)):
        yield (*path, key)
        if isinstance(tree[key], dict | list):
            yield from places(tree[key], (*path, key))


def with_everything():
    made = vrm1(look_at={"type": "expression"})
    tree = made.file.json
    preset = tree["extensions"]["VRMC_vrm"]["expressions"]["preset"]
    colour = {"material": 0, "type": "color", "targetValue": [1, 0, 0, 1]}
    preset["happy"]["materialColorBinds"] = [colour]
    preset["happy"]["textureTransformBinds"] = [{"material": 1, "scale": [1, 2]}]
    springs = tree["extensions"]["VRMC_springBone"]
    springs["colliders"] = [{"node": 4, "shape": {"capsule": {"radius": 0.1, "tail": [0, 1, 0]}}}]
    springs["colliderGroups"] = [{"colliders": [0]}]
    springs["springs"][0] |= {"colliderGroups": [0], "center": 0}
    kinds = (
        {"roll": {"source": 2, "rollAxis": "X"}},
        {"aim": {"source": 3, "aimAxis": "PositiveX"}},
    )
    for node, kind in zip((9, 12), kinds, strict=True):
        tree["nodes"][node]["extensions"] = {"VRMC_node_constraint": {"constraint": kind}}
    return made


def survives(path):
    try:
        animator = Animator(load_figure(path))
    except FileError as refused:
        return "\n" not in refused.message
    for name in ("happy", "EYEBLINKLEFT"):
        if name in [expression.name for expression in animator.figure.expressions]:
            animator.parts.expression(name)[...] = 1.0
    for time in (0.0, 0.03):
        animator(Pose(np.full(52, 0.5), time=time))
    return True


@pytest.mark.slow
@pytest.mark.parametrize("write", [with_everything, vrm0])
def test_every_value_of_the_extensions_may_be_anything(write, tmp_path):
    tree, data = unpack(write().file.glb())
    rng = np.random.default_rng(0)
    roots = (("extensions",), ("nodes",), ("materials",))
    every = [(*root, *path) for root in roots for path in places(tree[root[0]])]
    for index in rng.permutation(len(every))[:200]:
        for value in rng.permutation(np.array(VALUES, object))[:2]:
            changed = json.loads(json.dumps(tree))
            holder = changed
            for step in every[index][:-1]:
                holder = holder[step]
            holder[every[index][-1]] = value
            path = tmp_path / "figure.vrm"
            path.write_bytes(pack(changed, data))
            assert survives(path), (every[index], value)
