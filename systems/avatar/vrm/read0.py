"""VRM 0.x: its extension as a figure, turned to face +Z."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Final, Literal

import numpy as np

from systems.avatar.gltf.document import Document
from systems.avatar.gltf.load import Model
from systems.avatar.gltf.quaternions import multiply, turn
from systems.avatar.gltf.skeleton import Skeleton
from systems.avatar.vrm import schema0
from systems.avatar.vrm.expressions import Expression, MaterialBind, MorphBind
from systems.avatar.vrm.figure import Figure
from systems.avatar.vrm.humanoid import bone_from_unity
from systems.avatar.vrm.look_at import LookAt, RangeMap
from systems.avatar.vrm.mtoon0 import linear, toon_material
from systems.avatar.vrm.springs import Collider, Joint

PRESET_NAMES: Final = {
    "joy": "happy",
    "angry": "angry",
    "sorrow": "sad",
    "fun": "relaxed",
    "a": "aa",
    "i": "ih",
    "u": "ou",
    "e": "ee",
    "o": "oh",
    "blink": "blink",
    "blink_l": "blinkLeft",
    "blink_r": "blinkRight",
    "lookup": "lookUp",
    "lookdown": "lookDown",
    "lookleft": "lookLeft",
    "lookright": "lookRight",
    "neutral": "neutral",
}
"""VRM 1.0's name of each preset of VRM 0.x."""

PROPERTIES: Final = {
    "_Color": ("colour", 4),
    "_EmissionColor": ("emission", 3),
    "_ShadeColor": ("shade", 3),
    "_RimColor": ("rim", 3),
    "_OutlineColor": ("outline", 3),
}
"""Material value and its length for each colour that a clip may change."""

LEAF: Final = 0.07
"""m. Length of a last bone, which has no end of its own (UniVRM's springs use the same)."""


def read_vrm0(document: Document, model: Model) -> Figure:
    """Return the figure of a VRM 0.x file.

    Raises
    ------
    FileError
        If the extension contradicts itself or names what is not there.
    """
    vrm = document.extension(document.gltf.extensions, "VRM", schema0.Vrm)
    assert vrm is not None, "the caller has seen the extension"
    turn_round(model.skeleton)
    found = [*vrm.material_properties, *[schema0.MaterialProperties()] * len(model.materials)]
    materials = [
        toon_material(document, properties, material)
        for properties, material in zip(found, model.materials, strict=False)
    ]
    model = replace(model, materials=materials)
    bones = {b.bone: b.node for b in vrm.humanoid.human_bones if b.node >= 0}
    for node in bones.values():
        document.pick(document.gltf.nodes, node, "node")
    joints, colliders = _springs(document, model.skeleton, vrm.secondary_animation)
    return Figure(
        name=str(vrm.meta.get("title") or document.path.stem),
        version="0.x",
        model=model,
        bones={bone_from_unity(bone): node for bone, node in bones.items()},
        meta={key: str(value) for key, value in vrm.meta.items()},
        expressions=tuple(_expressions(model, vrm.blend_shape_master.blend_shape_groups)),
        look_at=_look_at(vrm.first_person),
        joints=joints,
        colliders=colliders,
    )


def turn_round(skeleton: Skeleton) -> None:
    """Let a figure that faces -Z face +Z: its roots turn by half a turn about +Y."""
    roots = skeleton.parents < 0
    skeleton.rest.translations[roots] *= (-1, 1, -1)
    half_turn = turn((0, 1, 0), np.pi)
    skeleton.rest.rotations[roots] = multiply(half_turn, skeleton.rest.rotations[roots])


def _expressions(model: Model, groups: list[schema0.Group]) -> list[Expression]:
    rows = defaultdict(list)
    for row, target in enumerate(model.geometry.target_names):
        rows[target.mesh, target.index].append(row)
    materials = {material.name: index for index, material in enumerate(model.materials)}
    found: dict[str, Expression] = {}
    for group in groups:
        morphs = [
            MorphBind(row, bind.weight / 100)
            for bind in group.binds
            for row in rows.get((bind.mesh, bind.index), [])
        ]
        binds = [
            bind
            for value in group.material_values
            if value.material_name in materials
            for bind in _material_binds(materials[value.material_name], value)
        ]
        name = PRESET_NAMES.get(group.preset_name.lower(), group.name)
        expression = Expression(name, group.is_binary, morphs=tuple(morphs), materials=tuple(binds))
        found.setdefault(name, expression)
    return list(found.values())


def _material_binds(material: int, value: schema0.MaterialValue) -> list[MaterialBind]:
    target = value.target_value
    if value.property_name in PROPERTIES:
        field, length = PROPERTIES[value.property_name]
        return [MaterialBind(material, field, linear(target)[:length])]
    if value.property_name == "_MainTex_ST" and len(target) == 4:
        wide, high, left, low = target
        offset = (left, 1 - low - high)
        scale = MaterialBind(material, "scale", (wide, high))
        return [scale, MaterialBind(material, "offset", offset)]
    return []


def _look_at(found: schema0.FirstPerson) -> LookAt:
    maps = (
        found.look_at_horizontal_inner,
        found.look_at_horizontal_outer,
        found.look_at_vertical_down,
        found.look_at_vertical_up,
    )
    inner, outer, down, up = (RangeMap(m.x_range, m.y_range) for m in maps)
    kind: Literal["bone", "expression"] = "bone"
    if found.look_at_type_name == "BlendShape":
        kind = "expression"
    place = found.first_person_bone_offset
    return LookAt(kind, inner, outer, down, up, (place.x, place.y, -place.z))


def _springs(
    document: Document, skeleton: Skeleton, found: schema0.Secondary
) -> tuple[tuple[Joint, ...], tuple[Collider, ...]]:
    colliders: list[Collider] = []
    members: list[list[int]] = []
    for group in found.collider_groups:
        document.pick(document.gltf.nodes, group.node, "node")
        members.append([])
        for sphere in group.colliders:
            x, y, z = sphere.offset.x, sphere.offset.y, -sphere.offset.z
            members[-1].append(len(colliders))
            colliders.append(Collider(group.node, (x, y, z), sphere.radius, (x, y, z)))
    joints: dict[int, Joint] = {}
    for bones in found.bone_groups:
        heeded = [i for g in bones.collider_groups for i in document.pick(members, g, "group")]
        if bones.center >= 0:
            document.pick(document.gltf.nodes, bones.center, "node")
        for root in bones.bones:
            document.pick(document.gltf.nodes, root, "node")
            for node in skeleton.branch(root):
                joint = _joint(skeleton, node, bones, tuple(sorted(set(heeded))))
                joints.setdefault(node, joint)
    return tuple(joint for joint in joints.values() if any(joint.tail)), tuple(colliders)


def _joint(
    skeleton: Skeleton, node: int, bones: schema0.BoneGroup, heeded: tuple[int, ...]
) -> Joint:
    down = bones.gravity_dir
    return Joint(
        node,
        _tail(skeleton, node),
        bones.stiffiness,
        bones.gravity_power,
        (-down.x, down.y, down.z),  # Unity's Z is mirrored, and the figure is turned round
        bones.drag_force,
        bones.hit_radius,
        bones.center,
        heeded,
    )


def _tail(skeleton: Skeleton, node: int) -> tuple[float, float, float]:
    children = skeleton.children(node)
    if children:
        x, y, z = skeleton.rest.translations[children[0]]
        return float(x), float(y), float(z)
    offset = skeleton.rest.translations[node]
    length = float(np.linalg.norm(offset))
    x, y, z = offset / length * LEAF if length > 0 else offset
    return float(x), float(y), float(z)
