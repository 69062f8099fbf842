"""VRMC_materials_mtoon as material values."""

from __future__ import annotations

from dataclasses import replace

from systems.avatar.gltf.document import Document
from systems.avatar.gltf.material import Material, Slot, Values, use_textures
from systems.avatar.gltf.schema import TextureRef
from systems.avatar.vrm.schema1 import Mtoon


def toon_material(document: Document, index: int, material: Material) -> Material:
    """Return a glTF material with what VRMC_materials_mtoon adds, if it adds anything.

    Raises
    ------
    FileError
        If the extension contradicts itself.
    """
    extensions = document.gltf.materials[index].extensions
    mtoon = document.extension(extensions, "VRMC_materials_mtoon", Mtoon)
    if mtoon is None:
        return material
    _set_values(material.values, mtoon)
    slots: dict[Slot, TextureRef | None] = {
        "shade": mtoon.shade_multiply_texture,
        "shift": mtoon.shading_shift_texture,
        "rim": mtoon.rim_multiply_texture,
        "matcap": mtoon.matcap_texture,
        "width": mtoon.outline_width_multiply_texture,
        "mask": mtoon.uv_animation_mask_texture,
    }
    order = material.order - 500 * mtoon.transparent_with_z_write
    return replace(
        material,
        kind="mtoon",
        textures={**material.textures, **use_textures(document, slots)},
        order=order + mtoon.render_queue_offset_number,
        writes_depth=material.writes_depth or mtoon.transparent_with_z_write,
        speed=(
            mtoon.uv_animation_scroll_x_speed_factor,
            mtoon.uv_animation_scroll_y_speed_factor,
            mtoon.uv_animation_rotation_speed_factor,
        ),
    )


def _set_values(values: Values, mtoon: Mtoon) -> None:
    drawn = mtoon.outline_width_mode != "none"
    shift = mtoon.shading_shift_texture
    fields = {
        "shade": mtoon.shade_color_factor,
        "shift": mtoon.shading_shift_factor,
        "shift_scale": 0.0 if shift is None else shift.scale,
        "toony": mtoon.shading_toony_factor,
        "equalization": mtoon.gi_equalization_factor,
        "matcap": mtoon.matcap_factor if mtoon.matcap_texture is not None else (0.0, 0.0, 0.0),
        "rim": mtoon.parametric_rim_color_factor,
        "rim_power": mtoon.parametric_rim_fresnel_power_factor,
        "rim_lift": mtoon.parametric_rim_lift_factor,
        "rim_mix": mtoon.rim_lighting_mix_factor,
        "outline": mtoon.outline_color_factor,
        "outline_mix": mtoon.outline_lighting_mix_factor,
        "outline_width": mtoon.outline_width_factor if drawn else 0.0,
        "outline_on_screen": float(mtoon.outline_width_mode == "screenCoordinates"),
    }
    for name, value in fields.items():
        values[name] = value
