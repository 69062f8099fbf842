"""The JSON of VRM 0.x, as far as it is read; its writers are lax, and so is this."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from systems.avatar.gltf.schema import Index, Number

Vector4 = Annotated[list[Number], Meta(min_length=4, max_length=4)]


class Object(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """Any object of the extension."""


class Vector(Object, frozen=True):
    """A vector in Unity's axes."""

    x: Number = 0.0
    y: Number = 0.0
    z: Number = 0.0


class Bone(Object, frozen=True):
    """A bone's node."""

    bone: str
    node: int


class Humanoid(Object, frozen=True):
    """All bones."""

    human_bones: list[Bone] = []


class Bind(Object, frozen=True):
    """A morph target of a mesh and its full weight, 0..100."""

    mesh: int
    index: int
    weight: Number


class MaterialValue(Object, frozen=True):
    """A material property at full weight."""

    material_name: str
    property_name: str
    target_value: list[Number]


class Group(Object, frozen=True):
    """A blend shape clip."""

    name: str = ""
    preset_name: str = "unknown"
    is_binary: bool = False
    binds: list[Bind] = []
    material_values: list[MaterialValue] = []


class Master(Object, frozen=True):
    """All clips."""

    blend_shape_groups: list[Group] = []


class DegreeMap(Object, frozen=True):
    """How far an eye follows."""

    x_range: Number = 90.0
    y_range: Number = 10.0


class FirstPerson(Object, frozen=True):
    """How the eyes look."""

    first_person_bone_offset: Vector = Vector()
    look_at_type_name: str = "Bone"
    look_at_horizontal_inner: DegreeMap = DegreeMap()
    look_at_horizontal_outer: DegreeMap = DegreeMap()
    look_at_vertical_down: DegreeMap = DegreeMap()
    look_at_vertical_up: DegreeMap = DegreeMap()


class Sphere(Object, frozen=True):
    """A collider."""

    offset: Vector = Vector()
    radius: Number = 0.0


class ColliderGroup(Object, frozen=True):
    """Colliders on one node."""

    node: int
    colliders: list[Sphere] = []


class BoneGroup(Object, frozen=True):
    """Springs of one kind: whole branches of nodes. The misspelling is the format's."""

    stiffiness: Number = 1.0
    gravity_power: Number = 0.0
    gravity_dir: Vector = Vector(y=-1.0)
    drag_force: Number = 0.4
    center: int = -1
    hit_radius: Number = 0.02
    bones: list[int] = []
    collider_groups: list[int] = []


class Secondary(Object, frozen=True):
    """All springs."""

    bone_groups: list[BoneGroup] = []
    collider_groups: list[ColliderGroup] = []


class MaterialProperties(Object, frozen=True):
    """A material in the words of Unity's MToon shader."""

    name: str = ""
    shader: str = ""
    render_queue: int = 2000
    float_properties: dict[str, Number] = {}
    vector_properties: dict[str, Vector4] = {}
    texture_properties: dict[str, Index] = {}


class Vrm(Object, frozen=True):
    """VRM."""

    meta: dict[str, Any] = {}
    humanoid: Humanoid = Humanoid()
    first_person: FirstPerson = FirstPerson()
    blend_shape_master: Master = Master()
    secondary_animation: Secondary = Secondary()
    material_properties: list[MaterialProperties] = []
