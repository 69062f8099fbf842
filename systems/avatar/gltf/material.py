"""A material as it is drawn: a row of numbers for the shader, and textures by their use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from systems.avatar.gltf import schema
from systems.avatar.gltf.document import Document

Kind = Literal["mtoon", "pbr", "unlit"]
Slot = Literal[
    "base", "shade", "normal", "emission", "metal", "shift", "rim", "matcap", "width", "mask"
]
Values = NDArray[np.void]

VALUES: Final = np.dtype(
    [
        ("colour", "f4", 4),  # linear RGBA, as all colours here
        ("emission", "f4", 3),
        ("cutoff", "f4"),  # alpha below which nothing is drawn
        ("shade", "f4", 3),
        ("shift", "f4"),  # MToon: added to the cosine of the light
        ("rim", "f4", 3),
        ("rim_mix", "f4"),
        ("matcap", "f4", 3),
        ("toony", "f4"),
        ("outline", "f4", 3),
        ("outline_mix", "f4"),
        ("offset", "f4", 2),  # of the texture, as KHR_texture_transform
        ("scale", "f4", 2),
        ("rotation", "f4"),  # of the texture, rad
        ("outline_width", "f4"),  # m, or share of the picture's height
        ("outline_on_screen", "f4"),  # 1: the width is a share of the picture
        ("shift_scale", "f4"),
        ("rim_power", "f4"),
        ("rim_lift", "f4"),
        ("equalization", "f4"),
        ("normal_scale", "f4"),
        ("metallic", "f4"),
        ("roughness", "f4"),
        ("alpha_mode", "f4"),  # 0 opaque, 1 mask, 2 blend
        ("textured", "f4"),  # bit 0 a normal map
        ("phase", "f4", 3),  # MToon's texture animation now: shift x, y, turn (rad)
        ("pad", "f4", 21),
    ]
)
"""One material in a uniform block (std140); mirrored by assets/shaders/material.glsl."""

ALPHA_MODES: Final = ("OPAQUE", "MASK", "BLEND")


@dataclass(frozen=True, eq=False)
class Material:
    """How some triangles are drawn.

    Attributes
    ----------
    name : str
    kind : {"mtoon", "pbr", "unlit"}
    values : () of VALUES
        At rest.
    textures : mapping of slot to texture index
    double_sided, front_culled : bool
    writes_depth : bool
        False for what is seen through.
    order : int
        Drawn from low to high; opaque ones first.
    speed : (x, y, turn)
        Of MToon's texture animation, 1/s and rad/s.
    """

    name: str
    kind: Kind
    values: Values
    textures: Mapping[Slot, int]
    double_sided: bool = False
    front_culled: bool = False
    writes_depth: bool = True
    order: int = 0
    speed: tuple[float, float, float] = (0.0, 0.0, 0.0)


def new_values(**values: Any) -> Values:
    """Return a row of VALUES: white, smooth-shaded, opaque, but for what is given."""
    row = np.zeros((), VALUES)
    defaults = {"colour": 1, "cutoff": 0.5, "scale": 1, "toony": 0.9, "rim_mix": 1}
    defaults |= {"rim_power": 5, "equalization": 0.9, "normal_scale": 1, "roughness": 1}
    for name, value in {**defaults, "outline_mix": 1, **values}.items():
        row[name] = value
    return row


def read_materials(document: Document) -> list[Material]:
    """Return a file's materials, and last the one of triangles that have none.

    Raises
    ------
    FileError
        If a texture or an extension is not as the format has it.
    """
    materials = [
        _read(document, material, index) for index, material in enumerate(document.gltf.materials)
    ]
    return [*materials, Material("default", "pbr", new_values(metallic=1.0), {})]


def _read(document: Document, material: schema.Material, index: int) -> Material:
    surface = material.pbr_metallic_roughness
    slots: dict[Slot, schema.TextureRef | None] = {
        "base": surface.base_color_texture,
        "normal": material.normal_texture,
        "emission": material.emissive_texture,
        "metal": surface.metallic_roughness_texture,
    }
    transform = _transform(document, surface.base_color_texture)
    values = new_values(
        colour=surface.base_color_factor,
        emission=material.emissive_factor,
        cutoff=material.alpha_cutoff,
        metallic=surface.metallic_factor,
        roughness=surface.roughness_factor,
        normal_scale=material.normal_texture.scale if material.normal_texture else 1.0,
        textured=material.normal_texture is not None,
        alpha_mode=ALPHA_MODES.index(material.alpha_mode),
        offset=transform.offset,
        scale=transform.scale,
        rotation=transform.rotation,
    )
    seen_through = material.alpha_mode == "BLEND"
    return Material(
        material.name or f"material {index}",
        "unlit" if "KHR_materials_unlit" in material.extensions else "pbr",
        values,
        use_textures(document, slots),
        double_sided=material.double_sided,
        writes_depth=not seen_through,
        order=1000 * ALPHA_MODES.index(material.alpha_mode),
    )


def use_textures(
    document: Document, slots: Mapping[Slot, schema.TextureRef | None]
) -> dict[Slot, int]:
    """Return the texture index of each slot that has one.

    Raises
    ------
    FileError
        If a texture is not there.
    """
    used = {slot: ref.index for slot, ref in slots.items() if ref is not None}
    for texture in used.values():
        document.pick(document.gltf.textures, texture, "texture")
    return used


def _transform(document: Document, ref: schema.TextureRef | None) -> schema.TextureTransform:
    """Return the base texture's transform, which all textures of a material follow here."""
    extensions = {} if ref is None else ref.extensions
    found = document.extension(extensions, "KHR_texture_transform", schema.TextureTransform)
    return found or schema.TextureTransform()
