"""The JSON of VRM 1.0's extensions, as far as it is read."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from systems.avatar.gltf.schema import Index, Number, Pair, TextureRef, Triple
from systems.avatar.vrm.expressions import Override

Axis = Literal["X", "Y", "Z"]
SignedAxis = Literal["PositiveX", "NegativeX", "PositiveY", "NegativeY", "PositiveZ", "NegativeZ"]


class Object(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """Any object of the extensions."""


class Bone(Object, frozen=True):
    """A bone's node."""

    node: Index


class Humanoid(Object, frozen=True):
    """Bones by name."""

    human_bones: dict[str, Bone]


class MorphTargetBind(Object, frozen=True):
    """A morph target and its full weight."""

    node: Index
    index: Index
    weight: Number


class MaterialColorBind(Object, frozen=True):
    """A colour at full weight."""

    material: Index
    type: str
    target_value: list[Number]


class TextureTransformBind(Object, frozen=True):
    """A texture's place at full weight."""

    material: Index
    scale: Pair = (1.0, 1.0)
    offset: Pair = (0.0, 0.0)


class Expression(Object, frozen=True):
    """An expression."""

    is_binary: bool = False
    override_mouth: Override = "none"
    override_blink: Override = "none"
    override_look_at: Override = "none"
    morph_target_binds: list[MorphTargetBind] = []
    material_color_binds: list[MaterialColorBind] = []
    texture_transform_binds: list[TextureTransformBind] = []


class Expressions(Object, frozen=True):
    """All expressions."""

    preset: dict[str, Expression] = {}
    custom: dict[str, Expression] = {}


class RangeMap(Object, frozen=True):
    """How far an eye follows."""

    input_max_value: Number = 90.0
    output_scale: Number = 10.0


class LookAt(Object, frozen=True):
    """How the eyes look."""

    type: Literal["bone", "expression"] = "bone"
    offset_from_head_bone: Triple = (0.0, 0.06, 0.0)
    range_map_horizontal_inner: RangeMap = RangeMap()
    range_map_horizontal_outer: RangeMap = RangeMap()
    range_map_vertical_down: RangeMap = RangeMap()
    range_map_vertical_up: RangeMap = RangeMap()


class Vrm(Object, frozen=True):
    """VRMC_vrm."""

    humanoid: Humanoid
    meta: dict[str, Any] = {}
    expressions: Expressions = Expressions()
    look_at: LookAt | None = None


class Shape(Object, frozen=True):
    """A sphere, or a capsule where it has a tail."""

    offset: Triple = (0.0, 0.0, 0.0)
    radius: Number = 0.0
    tail: Triple | None = None


class ColliderShape(Object, frozen=True):
    """One of the two."""

    sphere: Shape | None = None
    capsule: Shape | None = None


class Collider(Object, frozen=True):
    """A collider on a node."""

    node: Index
    shape: ColliderShape


class ColliderGroup(Object, frozen=True):
    """Colliders that springs name together."""

    colliders: list[Index]


class Joint(Object, frozen=True):
    """A joint of a spring; the last of a spring is only the end of the bone before."""

    node: Index
    hit_radius: Number = 0.0
    stiffness: Number = 1.0
    gravity_power: Number = 0.0
    gravity_dir: Triple = (0.0, -1.0, 0.0)
    drag_force: Number = 0.5


class Spring(Object, frozen=True):
    """A chain of joints."""

    joints: list[Joint]
    collider_groups: list[Index] = []
    center: Index | None = None


class SpringBone(Object, frozen=True):
    """VRMC_springBone."""

    colliders: list[Collider] = []
    collider_groups: list[ColliderGroup] = []
    springs: list[Spring] = []


class Roll(Object, frozen=True):
    """A roll constraint."""

    source: Index
    roll_axis: Axis
    weight: Number = 1.0


class Aim(Object, frozen=True):
    """An aim constraint."""

    source: Index
    aim_axis: SignedAxis
    weight: Number = 1.0


class Rotation(Object, frozen=True):
    """A rotation constraint."""

    source: Index
    weight: Number = 1.0


class Constraint(Object, frozen=True):
    """One of the three."""

    roll: Roll | None = None
    aim: Aim | None = None
    rotation: Rotation | None = None


class NodeConstraint(Object, frozen=True):
    """VRMC_node_constraint."""

    constraint: Constraint


class ShiftTexture(TextureRef, frozen=True):
    """A texture whose red channel, times `scale`, shifts the shading."""


class Mtoon(Object, frozen=True):
    """VRMC_materials_mtoon."""

    transparent_with_z_write: bool = False
    render_queue_offset_number: int = 0
    shade_color_factor: Triple = (0.0, 0.0, 0.0)
    shade_multiply_texture: TextureRef | None = None
    shading_shift_factor: Number = 0.0
    shading_shift_texture: ShiftTexture | None = None
    shading_toony_factor: Number = 0.9
    gi_equalization_factor: Number = 0.9
    matcap_factor: Triple = (1.0, 1.0, 1.0)
    matcap_texture: TextureRef | None = None
    parametric_rim_color_factor: Triple = (0.0, 0.0, 0.0)
    parametric_rim_fresnel_power_factor: Number = 5.0
    parametric_rim_lift_factor: Number = 0.0
    rim_multiply_texture: TextureRef | None = None
    rim_lighting_mix_factor: Number = 1.0
    outline_width_mode: Literal["none", "worldCoordinates", "screenCoordinates"] = "none"
    outline_width_factor: Number = 0.0
    outline_width_multiply_texture: TextureRef | None = None
    outline_color_factor: Triple = (0.0, 0.0, 0.0)
    outline_lighting_mix_factor: Number = 1.0
    uv_animation_mask_texture: TextureRef | None = None
    uv_animation_scroll_x_speed_factor: Number = 0.0
    uv_animation_scroll_y_speed_factor: Number = 0.0
    uv_animation_rotation_speed_factor: Number = 0.0
