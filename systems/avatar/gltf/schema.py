"""The JSON of glTF 2.0, as far as it is read; msgspec checks every type and range."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, field

Index = Annotated[int, Meta(ge=0)]
Count = Annotated[int, Meta(ge=1)]
Number = Annotated[float, Meta(ge=-1e9, le=1e9)]  # float32 must hold its square
Pair = tuple[Number, Number]
Triple = tuple[Number, Number, Number]
Quad = tuple[Number, Number, Number, Number]
Extensions = dict[str, Any]


class Part(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """What every object of the format may carry."""

    name: str | None = None
    extensions: Extensions = {}
    extras: Any = None


class Asset(Part, frozen=True):
    """To which version of the specification the file was written."""

    version: str


class Buffer(Part, frozen=True):
    """A run of bytes: a data URI, a neighbouring file, or the binary chunk."""

    byte_length: Index
    uri: str | None = None


class BufferView(Part, frozen=True):
    """A part of a buffer."""

    buffer: Index
    byte_length: Index
    byte_offset: Index = 0
    byte_stride: Annotated[int, Meta(ge=4, le=252)] | None = None


class SparseIndices(Part, frozen=True):
    """Which elements a sparse accessor replaces."""

    buffer_view: Index
    component_type: Literal[5121, 5123, 5125]
    byte_offset: Index = 0


class SparseValues(Part, frozen=True):
    """What a sparse accessor puts in their places."""

    buffer_view: Index
    byte_offset: Index = 0


class Sparse(Part, frozen=True):
    """Replacements over a base that is often all zero."""

    count: Index
    indices: SparseIndices
    values: SparseValues


class Accessor(Part, frozen=True):
    """A typed array over a buffer view."""

    component_type: Literal[5120, 5121, 5122, 5123, 5125, 5126]
    count: Count
    type: Literal["SCALAR", "VEC2", "VEC3", "VEC4", "MAT2", "MAT3", "MAT4"]
    buffer_view: Index | None = None
    byte_offset: Index = 0
    normalized: bool = False
    sparse: Sparse | None = None


class MorphTarget(Part, frozen=True):
    """Accessors of what a morph target adds."""

    position: Index | None = field(name="POSITION", default=None)
    normal: Index | None = field(name="NORMAL", default=None)


class Primitive(Part, frozen=True):
    """Triangles of one material."""

    attributes: dict[str, Index]
    indices: Index | None = None
    material: Index | None = None
    mode: Annotated[int, Meta(ge=0, le=6)] = 4
    targets: list[MorphTarget] = []


class Mesh(Part, frozen=True):
    """Primitives that share one set of morph weights."""

    primitives: list[Primitive]


class Node(Part, frozen=True):
    """A place in the hierarchy."""

    children: list[Index] = []
    mesh: Index | None = None
    skin: Index | None = None
    matrix: Annotated[list[Number], Meta(min_length=16, max_length=16)] | None = None
    translation: Triple = (0.0, 0.0, 0.0)
    rotation: Quad = (0.0, 0.0, 0.0, 1.0)
    scale: Triple = (1.0, 1.0, 1.0)


class Skin(Part, frozen=True):
    """The joints that vertices follow."""

    joints: list[Index]
    inverse_bind_matrices: Index | None = None


class Image(Part, frozen=True):
    """A picture in a buffer view or a file."""

    buffer_view: Index | None = None
    uri: str | None = None


class Sampler(Part, frozen=True):
    """How a texture is filtered and repeated, as OpenGL constants."""

    mag_filter: int = 9729
    wrap_s: Literal[33071, 33648, 10497] = 10497
    wrap_t: Literal[33071, 33648, 10497] = 10497


class Texture(Part, frozen=True):
    """An image and its sampler."""

    source: Index | None = None
    sampler: Index | None = None


class TextureRef(Part, frozen=True):
    """A texture in use by a material; `scale` belongs to normal textures."""

    index: Index
    scale: Number = 1.0


class TextureTransform(msgspec.Struct, frozen=True, rename="camel"):
    """KHR_texture_transform."""

    offset: Pair = (0.0, 0.0)
    rotation: Number = 0.0
    scale: Pair = (1.0, 1.0)


class Roughness(Part, frozen=True):
    """The metallic-roughness model."""

    base_color_factor: Quad = (1.0, 1.0, 1.0, 1.0)
    base_color_texture: TextureRef | None = None
    metallic_roughness_texture: TextureRef | None = None
    metallic_factor: Number = 1.0
    roughness_factor: Number = 1.0


class Material(Part, frozen=True):
    """How triangles look."""

    pbr_metallic_roughness: Roughness = Roughness()
    normal_texture: TextureRef | None = None
    emissive_texture: TextureRef | None = None
    emissive_factor: Triple = (0.0, 0.0, 0.0)
    alpha_mode: Literal["OPAQUE", "MASK", "BLEND"] = "OPAQUE"
    alpha_cutoff: Number = 0.5
    double_sided: bool = False


class Gltf(Part, frozen=True):
    """A whole file: all of its nodes; scenes, cameras, animations and lights are passed over."""

    asset: Asset
    nodes: list[Node] = []
    meshes: list[Mesh] = []
    skins: list[Skin] = []
    materials: list[Material] = []
    textures: list[Texture] = []
    images: list[Image] = []
    samplers: list[Sampler] = []
    accessors: list[Accessor] = []
    buffer_views: list[BufferView] = []
    buffers: list[Buffer] = []
    extensions_required: list[str] = []
