"""MToon of VRM 0.x in the terms of MToon 1.0.

Source of the conversions: UniVRM's migration of materials (`MigrationMToonMaterial`), which the
VRM consortium uses to turn 0.x files into 1.0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from systems.avatar import srgb
from systems.avatar.gltf.document import Document
from systems.avatar.gltf.material import Material, Slot, Values, use_textures
from systems.avatar.gltf.schema import TextureRef
from systems.avatar.vrm.schema0 import MaterialProperties

CENTIMETRE: Final = 0.01
OPAQUE, CUTOUT, TRANSPARENT, TRANSPARENT_WITH_DEPTH = range(4)
TEXTURES: Final[dict[Slot, str]] = {
    "base": "_MainTex",
    "shade": "_ShadeTexture",
    "normal": "_BumpMap",
    "emission": "_EmissionMap",
    "matcap": "_SphereAdd",
    "rim": "_RimTexture",
    "width": "_OutlineWidthTexture",
    "mask": "_UvAnimMaskTexture",
}


def linear(colour: Sequence[float]) -> tuple[float, ...]:
    """Return an sRGB colour in linear light; a fourth value, the alpha, stays."""
    rgb = srgb.linear(np.clip(np.asarray(colour[:3], np.float64), 0, 1e3))
    return (*map(float, rgb), *colour[3:])


def toon_material(document: Document, found: MaterialProperties, material: Material) -> Material:
    """Return a glTF material as VRM 0.x means it; other shaders than MToon's stay glTF's.

    Raises
    ------
    FileError
        If it names a texture that is not there.
    """
    if found.shader.startswith("VRM/Unlit"):
        return replace(material, kind="unlit")
    if found.shader != "VRM/MToon":
        return material
    slots: dict[Slot, TextureRef | None] = {
        slot: TextureRef(index=found.texture_properties[name])
        for slot, name in TEXTURES.items()
        if name in found.texture_properties
    }
    numbers = found.float_properties
    mode = int(numbers.get("_BlendMode", 0))
    cull = int(numbers.get("_CullMode", 2))
    _set_values(material.values, found, mode, textured="normal" in slots)
    seen_through = mode >= TRANSPARENT
    place = (0, 1000, 2000, 1500)[mode if 0 <= mode < 4 else 0]
    base_queue = (2000, 2450, 3000, 2501)[mode if 0 <= mode < 4 else 0]
    return replace(
        material,
        kind="mtoon",
        textures=use_textures(document, slots),
        double_sided=cull == 0,
        front_culled=cull == 1,
        writes_depth=not seen_through or mode == TRANSPARENT_WITH_DEPTH,
        order=place + int(np.clip(found.render_queue - base_queue, -99, 99)),
        speed=(
            numbers.get("_UvAnimScrollX", 0.0),
            -numbers.get("_UvAnimScrollY", 0.0),
            2 * np.pi * numbers.get("_UvAnimRotation", 0.0),
        ),
    )


def _set_values(values: Values, found: MaterialProperties, mode: int, *, textured: bool) -> None:
    numbers, vectors = found.float_properties, found.vector_properties
    toony, shift = shading(numbers.get("_ShadeToony", 0.9), numbers.get("_ShadeShift", 0.0))
    width_mode = int(numbers.get("_OutlineWidthMode", 0))
    width = CENTIMETRE * numbers.get("_OutlineWidth", 0.0) * (0.0, 1.0, 0.5)[width_mode % 3]
    left, low, wide, high = (*vectors.get("_MainTex", ()), 0.0, 0.0, 1.0, 1.0)[:4]
    fields: dict[str, object] = {
        "colour": linear(vectors.get("_Color", (1, 1, 1, 1))),
        "shade": linear(vectors.get("_ShadeColor", (0.97, 0.81, 0.86, 1)))[:3],
        "emission": linear(vectors.get("_EmissionColor", (0, 0, 0, 1)))[:3],
        "rim": linear(vectors.get("_RimColor", (0, 0, 0, 1)))[:3],
        "outline": linear(vectors.get("_OutlineColor", (0, 0, 0, 1)))[:3],
        "cutoff": numbers.get("_Cutoff", 0.5),
        "toony": toony,
        "shift": shift,
        "equalization": 1 - min(max(numbers.get("_IndirectLightIntensity", 0.1), 0), 1),
        "matcap": float("_SphereAdd" in found.texture_properties),
        "rim_mix": numbers.get("_RimLightingMix", 0.0),
        "rim_power": numbers.get("_RimFresnelPower", 1.0),
        "rim_lift": numbers.get("_RimLift", 0.0),
        "outline_mix": numbers.get("_OutlineLightingMix", 1.0)
        if numbers.get("_OutlineColorMode", 0.0)
        else 0.0,
        "outline_width": width,
        "outline_on_screen": float(width_mode == 2),
        "normal_scale": numbers.get("_BumpScale", 1.0),
        "textured": float(textured),
        "alpha_mode": (0, 1, 2, 2)[mode if 0 <= mode < 4 else 0],
        "scale": (wide, high),
        "offset": (left, 1 - low - high),  # Unity counts from the lower edge
    }
    for name, value in fields.items():
        values[name] = value


def shading(toony: float, shift: float) -> tuple[float, float]:
    """Return MToon 1.0's toony and shift factors of MToon 0.x's.

    Examples
    --------
    >>> shading(1.0, 0.0)
    (1.0, -0.0)
    >>> shading(0.0, 0.0)
    (0.5, -0.5)
    """
    low, high = shift, 1 + (shift - 1) * toony
    toony1, shift1 = (2 - (high - low)) * 0.5, -(high + low) * 0.5
    return min(max(toony1, 0.0), 1.0), min(max(shift1, -1.0), 1.0)
