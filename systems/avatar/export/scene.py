"""A built-in character as a glTF scene: meshes, targets, skeleton, eyes and materials."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from systems.avatar.character import Character
from systems.avatar.export.binary import INDICES, Binary, Json
from systems.avatar.export.bones import STANDING, Bone, make_bones, skin_weights
from systems.avatar.export.iris import iris_places, paint_iris
from systems.avatar.mesh import Eye, HeadMesh
from systems.avatar.part import Material
from systems.avatar.srgb import linear
from systems.topology import ARKIT

FACE = (Material.SKIN, Material.LINE, Material.MOUTH, Material.TEETH, Material.TONGUE)
LIFT = 0.0016
"""Metres that lashes and brows come forward: elsewhere nothing lets drawn lines win over skin."""

STILL = {"Hair": (Material.HAIR,), "Clothes": (Material.CLOTH, Material.TRIM)}


@dataclass
class Scene:
    """A glTF document while it is put together.

    Attributes
    ----------
    document : dict
        The file's JSON without what `Binary` adds.
    binary : Binary
    nodes : dict of str to int
        Numbers of the nodes by name; bones have their VRM names.
    looks : list of Material
        What each of the document's materials is made for.
    shades : list of (3,) float32
        Mean linear colour of each.
    """

    document: Json
    binary: Binary = field(default_factory=Binary)
    nodes: dict[str, int] = field(default_factory=dict)
    looks: list[Material] = field(default_factory=list)
    shades: list[NDArray[np.float32]] = field(default_factory=list)

    def node(self, name: str, node: Json) -> int:
        """Add a node and return its number."""
        self.document["nodes"].append({"name": name, **node})
        self.nodes[name] = len(self.document["nodes"]) - 1
        return self.nodes[name]

    def mesh(self, name: str, primitives: list[Json], extras: Json | None = None) -> int:
        """Add a mesh and return its number."""
        mesh: Json = {"name": name, "primitives": primitives}
        if extras is not None:
            mesh["extras"] = extras
        self.document["meshes"].append(mesh)
        return len(self.document["meshes"]) - 1

    def glb(self) -> bytes:
        """Return the whole file."""
        return self.binary.glb(self.document)


def make_scene(character: Character, head: HeadMesh) -> Scene:
    """Return the scene of a character.

    Raises
    ------
    DeviceError
        If there is no OpenGL, which paints the eyes' texture.
    """
    asset = {"version": "2.0", "generator": f"Bunraku {version('bunraku')}"}
    lists: Json = {"nodes": [], "meshes": [], "materials": [], "skins": []}
    scene = Scene({"asset": asset, "scene": 0, "scenes": [{"nodes": []}], **lists})
    bones = make_bones(head)
    _add_bones(scene, bones)
    joints, weights = skin_weights(head, bones)
    _add_iris(scene, character)
    for name, materials in {"Face": FACE, **STILL}.items():
        parts = [_Part(head, kind, joints, weights) for kind in materials]
        primitives = [_primitive(scene, part, moving=name == "Face") for part in parts]
        extras = {"targetNames": list(ARKIT)} if name == "Face" else None
        number = scene.node(name, {"mesh": scene.mesh(name, primitives, extras), "skin": 0})
        scene.document["scenes"][0]["nodes"].append(number)
    for side, eye, kind in zip(
        ("left", "right"), head.eyes, (Material.EYE_LEFT, Material.EYE_RIGHT), strict=True
    ):
        _add_eye(scene, head, side, eye, kind)
    return scene


class _Part:
    """The vertices of one material's triangles, numbered from zero."""

    def __init__(
        self,
        head: HeadMesh,
        kind: Material,
        joints: NDArray[np.uint8] | None = None,
        weights: NDArray[np.float32] | None = None,
    ) -> None:
        self.head, self.kind = head, kind
        corners = head.triangles[head.materials[head.triangles[:, 0]] == kind].ravel()
        self.chosen = np.unique(corners)
        self.number = np.full(len(head.materials), -1)
        self.number[self.chosen] = np.arange(len(self.chosen))
        self.indices = self.number[corners]
        self.positions = head.positions[self.chosen] + [0, 0, LIFT * (kind == Material.LINE)]
        self.colours = linear(head.colours[self.chosen])
        self.joints = None if joints is None else joints[self.chosen]
        self.weights = None if weights is None else weights[self.chosen]


def _primitive(scene: Scene, part: _Part, *, moving: bool) -> Json:
    binary, head = scene.binary, part.head
    attributes = {
        "POSITION": binary.add(_standing(part.positions), bounds=True),
        "NORMAL": binary.add(_unit(head.normals[part.chosen])),
        "COLOR_0": binary.add(part.colours),
        "JOINTS_0": binary.add(np.asarray(part.joints)),
        "WEIGHTS_0": binary.add(np.asarray(part.weights)),
    }
    primitive: Json = {
        "attributes": attributes,
        "indices": _indices(binary, part),
        "material": _material(scene, part),
    }
    if moving:
        primitive["targets"] = [_target(binary, part, name) for name in ARKIT]
    return primitive


def _target(binary: Binary, part: _Part, name: str) -> Json:
    target = part.head.targets[name]
    rows = part.number[target.indices]
    here = rows >= 0
    count = len(part.chosen)
    return {
        "POSITION": binary.add_sparse(count, rows[here], target.positions[here]),
        "NORMAL": binary.add_sparse(count, rows[here], target.normals[here]),
    }


def _indices(binary: Binary, part: _Part) -> int:
    width = "u2" if len(part.chosen) < 1 << 16 else "u4"
    return binary.add(part.indices.astype(width), INDICES)


def _material(scene: Scene, part: _Part, texture: int | None = None) -> Json | int:
    surface: Json = {"metallicFactor": 0.0, "roughnessFactor": 0.9}
    if texture is not None:
        surface["baseColorTexture"] = {"index": texture}
    name = part.kind.name.lower()
    scene.document["materials"].append({"name": name, "pbrMetallicRoughness": surface})
    scene.looks.append(part.kind)
    scene.shades.append(part.colours.mean(0))
    return len(scene.looks) - 1


def _add_bones(scene: Scene, bones: list[Bone]) -> None:
    places = {bone.name: bone.place for bone in bones}
    for bone in bones:
        base = 0 if bone.parent is None else places[bone.parent]
        scene.node(bone.name, {"translation": (bone.place - base).tolist()})
    for bone in bones:
        children = [scene.nodes[other.name] for other in bones if other.parent == bone.name]
        if children:
            scene.document["nodes"][scene.nodes[bone.name]]["children"] = children
    scene.document["scenes"][0]["nodes"].append(scene.nodes["hips"])
    unbind = np.tile(np.eye(4, dtype=np.float32), (len(bones), 1, 1))
    unbind[:, 3, :3] = [-bone.place for bone in bones]  # glTF stores columns
    scene.document["skins"].append(
        {
            "joints": [scene.nodes[bone.name] for bone in bones],
            "inverseBindMatrices": scene.binary.add(unbind.reshape(-1, 16), None),
            "skeleton": scene.nodes["hips"],
        }
    )


def _add_iris(scene: Scene, character: Character) -> None:
    picture = scene.binary.view(paint_iris(character))
    scene.document["images"] = [{"name": "iris", "bufferView": picture, "mimeType": "image/png"}]
    scene.document["samplers"] = [
        {"magFilter": 9729, "minFilter": 9987, "wrapS": 33071, "wrapT": 33071}
    ]
    scene.document["textures"] = [{"source": 0, "sampler": 0}]


def _add_eye(scene: Scene, head: HeadMesh, side: str, eye: Eye, kind: Material) -> None:
    part, binary = _Part(head, kind), scene.binary
    offsets = head.positions[part.chosen] - eye.centre
    primitive = {
        "attributes": {
            "POSITION": binary.add(offsets.astype(np.float32), bounds=True),
            "NORMAL": binary.add(_unit(head.normals[part.chosen])),
            "TEXCOORD_0": binary.add(iris_places(offsets, eye.radius)),
        },
        "indices": _indices(binary, part),
        "material": _material(scene, part, texture=0),
    }
    name = f"Eye{side.capitalize()}"
    number = scene.node(name, {"mesh": scene.mesh(name, [primitive])})
    scene.document["nodes"][scene.nodes[f"{side}Eye"]]["children"] = [number]


def _standing(positions: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(positions + STANDING, np.float32)


def _unit(normals: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return unit normals; those of a point's flat triangles, which have none, look ahead."""
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    safe = np.where(length > 0, normals, np.array([0, 0, 1], np.float32))
    return np.asarray(safe / np.linalg.norm(safe, axis=1, keepdims=True), np.float32)
