"""VRM 1.0: its extensions as a figure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from systems.avatar.gltf.document import Document
from systems.avatar.gltf.load import Model
from systems.avatar.vrm import schema1
from systems.avatar.vrm.constraints import Constraint, in_order
from systems.avatar.vrm.expressions import Expression, MaterialBind, MorphBind
from systems.avatar.vrm.figure import Figure
from systems.avatar.vrm.look_at import LookAt, RangeMap
from systems.avatar.vrm.mtoon1 import toon_material
from systems.avatar.vrm.springs import Collider, Joint

COLOURS = {
    "color": ("colour", 4),
    "emissionColor": ("emission", 3),
    "shadeColor": ("shade", 3),
    "matcapColor": ("matcap", 3),
    "rimColor": ("rim", 3),
    "outlineColor": ("outline", 3),
}
"""Material value and its length for each type of colour bind."""

Rows = dict[tuple[int, int], list[int]]

AXES = {"X": (1.0, 0.0, 0.0), "Y": (0.0, 1.0, 0.0), "Z": (0.0, 0.0, 1.0)}


def read_vrm1(document: Document, model: Model) -> Figure:
    """Return the figure of a VRM 1.0 file.

    Raises
    ------
    FileError
        If an extension contradicts itself or names what is not there.
    """
    vrm = document.extension(document.gltf.extensions, "VRMC_vrm", schema1.Vrm)
    assert vrm is not None, "the caller has seen the extension"
    nodes = document.gltf.nodes
    for bone in vrm.humanoid.human_bones.values():
        document.pick(nodes, bone.node, "node")
    materials = [
        toon_material(document, index, material)
        if index < len(document.gltf.materials)
        else material
        for index, material in enumerate(model.materials)
    ]
    model = replace(model, materials=materials)
    joints, colliders = _springs(document, model)
    return Figure(
        name=str(vrm.meta.get("name") or document.path.stem),
        version="1.0",
        model=model,
        bones={name: bone.node for name, bone in vrm.humanoid.human_bones.items()},
        meta={key: _plain(value) for key, value in vrm.meta.items()},
        expressions=_expressions(document, model, vrm.expressions),
        look_at=None if vrm.look_at is None else _look_at(vrm.look_at),
        joints=joints,
        colliders=colliders,
        constraints=_constraints(document, model),
    )


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _expressions(
    document: Document, model: Model, found: schema1.Expressions
) -> tuple[Expression, ...]:
    rows: Rows = defaultdict(list)
    for row, target in enumerate(model.geometry.target_names):
        rows[target.node, target.index].append(row)
    every = {**found.custom, **found.preset}
    return tuple(_expression(document, rows, name, e) for name, e in every.items())


def _expression(
    document: Document,
    rows: Rows,
    name: str,
    found: schema1.Expression,
) -> Expression:
    morphs = [
        MorphBind(row, bind.weight)
        for bind in found.morph_target_binds
        for row in rows.get((bind.node, bind.index), [])
    ]
    materials = []
    for colour in found.material_color_binds:
        document.pick(document.gltf.materials, colour.material, "material")
        if colour.type in COLOURS:
            value, length = COLOURS[colour.type]
            target = tuple(colour.target_value[:length])
            materials.append(MaterialBind(colour.material, value, target))
    for place in found.texture_transform_binds:
        document.pick(document.gltf.materials, place.material, "material")
        materials.append(MaterialBind(place.material, "scale", place.scale))
        materials.append(MaterialBind(place.material, "offset", place.offset))
    return Expression(
        name,
        found.is_binary,
        found.override_mouth,
        found.override_blink,
        found.override_look_at,
        tuple(morphs),
        tuple(materials),
    )


def _look_at(found: schema1.LookAt) -> LookAt:
    maps = (
        found.range_map_horizontal_inner,
        found.range_map_horizontal_outer,
        found.range_map_vertical_down,
        found.range_map_vertical_up,
    )
    inner, outer, down, up = (RangeMap(m.input_max_value, m.output_scale) for m in maps)
    return LookAt(found.type, inner, outer, down, up, found.offset_from_head_bone)


def _springs(document: Document, model: Model) -> tuple[tuple[Joint, ...], tuple[Collider, ...]]:
    found = (
        document.extension(document.gltf.extensions, "VRMC_springBone", schema1.SpringBone)
        or schema1.SpringBone()
    )
    colliders = tuple(_collider(document, collider) for collider in found.colliders)
    joints: dict[int, Joint] = {}
    for spring in found.springs:
        heeded: list[int] = []
        for index in spring.collider_groups:
            heeded += document.pick(found.collider_groups, index, "collider group").colliders
        for index in heeded:
            document.pick(found.colliders, index, "collider")
        if spring.center is not None:
            document.pick(document.gltf.nodes, spring.center, "node")
        for joint in _chain(document, model, spring, tuple(sorted(set(heeded)))):
            joints.setdefault(joint.node, joint)
    return tuple(joints.values()), colliders


def _chain(
    document: Document, model: Model, spring: schema1.Spring, heeded: tuple[int, ...]
) -> list[Joint]:
    chain = []
    world = model.skeleton.world(model.skeleton.rest)
    for joint, end in zip(spring.joints, spring.joints[1:], strict=False):
        for node in (joint.node, end.node):
            document.pick(document.gltf.nodes, node, "node")
        tail = _inside(world[joint.node], world[end.node, :3, 3])
        chain.append(
            Joint(
                joint.node,
                tail,
                joint.stiffness,
                joint.gravity_power,
                joint.gravity_dir,
                joint.drag_force,
                joint.hit_radius,
                -1 if spring.center is None else spring.center,
                heeded,
            )
        )
    return [joint for joint in chain if any(joint.tail)]


def _inside(frame: NDArray[np.float64], point: NDArray[np.float64]) -> tuple[float, float, float]:
    x, y, z = (np.linalg.pinv(frame) @ np.append(point, 1.0))[:3]
    return float(x), float(y), float(z)


def _collider(document: Document, found: schema1.Collider) -> Collider:
    document.pick(document.gltf.nodes, found.node, "node")
    shape = found.shape.sphere or found.shape.capsule or schema1.Shape()
    tail = shape.offset if shape.tail is None else shape.tail
    return Collider(found.node, shape.offset, shape.radius, tail)


def _constraints(document: Document, model: Model) -> tuple[Constraint, ...]:
    constraints = []
    for node, item in enumerate(document.gltf.nodes):
        found = document.extension(item.extensions, "VRMC_node_constraint", schema1.NodeConstraint)
        if found is not None:
            constraints += _constraint(node, found.constraint)
    for constraint in constraints:
        document.pick(document.gltf.nodes, constraint.source, "node")
    return in_order(constraints, model.skeleton)


def _constraint(node: int, found: schema1.Constraint) -> list[Constraint]:
    if found.roll is not None:
        axis = AXES[found.roll.roll_axis]
        return [Constraint("roll", node, found.roll.source, found.roll.weight, axis)]
    if found.aim is not None:
        x, y, z = AXES[found.aim.aim_axis[-1]]
        sign = -1.0 if found.aim.aim_axis.startswith("Negative") else 1.0
        axis = (sign * x, sign * y, sign * z)
        return [Constraint("aim", node, found.aim.source, found.aim.weight, axis)]
    if found.rotation is not None:
        return [Constraint("rotation", node, found.rotation.source, found.rotation.weight)]
    return []
