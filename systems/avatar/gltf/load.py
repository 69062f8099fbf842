"""A glTF file, read: nodes, geometry, materials and pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from systems.avatar.gltf.document import Document
from systems.avatar.gltf.geometry import Geometry
from systems.avatar.gltf.material import Material, read_materials
from systems.avatar.gltf.meshes import MeshReader
from systems.avatar.gltf.skeleton import Skeleton, read_skeleton
from systems.avatar.gltf.textures import Picture, read_pictures


@dataclass(frozen=True, eq=False)
class Model:
    """What a file holds, without what its extensions mean."""

    skeleton: Skeleton
    geometry: Geometry
    materials: list[Material]
    pictures: list[Picture]


def load_model(path: Path) -> Model:
    """Read a .glb, .gltf or .vrm file.

    Raises
    ------
    FileError
        If it is missing, broken, or needs an extension that is not read here.
    """
    return read_model(Document(path))


def read_model(document: Document) -> Model:
    """Return the contents of an opened file (see `load_model`)."""
    skeleton = read_skeleton(document)
    geometry = MeshReader(document).read()
    return Model(skeleton, geometry, read_materials(document), read_pictures(document))
