"""Meshes gathered into one vertex list, one set of targets and one table of joints."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ext.morph_blend import MorphTargets
from systems.avatar.gltf import schema
from systems.avatar.gltf.accessors import read_array
from systems.avatar.gltf.document import Document
from systems.avatar.gltf.geometry import Geometry, Target
from systems.avatar.gltf.triangles import read_triangles
from systems.avatar.normals import vertex_normals

Floats = NDArray[np.float32]

MOST_VERTICES = 4_000_000  # of a file; 290 MB
MOST_ROWS = 40_000_000  # of morph targets; a gigabyte
MOST_JOINTS = 65_535  # rows are uint16


@dataclass
class _Sheet:
    """Primitives of one mesh that share their vertices, worn by one node."""

    node: int
    mesh: int
    first: schema.Primitive
    parts: list[tuple[int, NDArray[np.int32]]] = field(default_factory=list)  # material, triangles


class MeshReader:
    """Reads every mesh that a node wears.

    Vertices that several primitives share are kept once, as VRM exporters write them.
    """

    def __init__(self, document: Document) -> None:
        self._document, self._gltf = document, document.gltf
        self._joints: dict[tuple[int, int], int] = {}  # (skin or -1, joint or node) to row
        self._bindings: list[tuple[int, NDArray[np.float64]]] = []
        self._rows: list[tuple[NDArray[np.int32], Floats]] = []
        self._row_count = 0
        self._targets: list[Target] = []

    def read(self) -> Geometry:
        """Return the whole file's geometry.

        Raises
        ------
        FileError
            If a mesh contradicts itself, or has more than four million vertices.
        """
        sheets = self._sheets()
        counts = [self._count(sheet) for sheet in sheets]
        if sum(counts) > MOST_VERTICES:
            self._document.refuse(f"it has {sum(counts)} vertices, {MOST_VERTICES} at most")
        starts = np.cumsum([0, *counts]).tolist()
        arrays = [self._vertices(sheet, n) for sheet, n in zip(sheets, counts, strict=True)]
        columns = (np.concatenate(column) for column in zip(*arrays, strict=True))
        vertices, uvs, colours, joints, weights = columns
        for sheet, start in zip(sheets, starts, strict=False):
            self._morphs(sheet, start)
        by_material: dict[int, list[NDArray[np.int32]]] = defaultdict(list)
        for sheet, start in zip(sheets, starts, strict=False):
            for material, triangles in sheet.parts:
                by_material[material].append(triangles + np.int32(start))
        return Geometry(
            vertices,
            uvs,
            colours,
            joints,
            weights,
            targets=self._packed(starts[-1]),
            target_names=tuple(self._targets),
            joint_nodes=np.array([node for node, _ in self._bindings], np.intp),
            inverse_binds=np.array([bind for _, bind in self._bindings]).reshape(-1, 4, 4),
            triangles={m: np.concatenate(found) for m, found in sorted(by_material.items())},
        )

    def _sheets(self) -> list[_Sheet]:
        sheets: dict[tuple[Any, ...], _Sheet] = {}
        for index, node in enumerate(self._gltf.nodes):
            if node.mesh is None:
                continue
            mesh = self._document.pick(self._gltf.meshes, node.mesh, "mesh")
            for primitive in mesh.primitives:
                if primitive.mode not in {4, 5, 6}:
                    continue
                self._refuse_packed(primitive)
                targets = tuple((t.position, t.normal) for t in primitive.targets)
                key = (index, *sorted(primitive.attributes.items()), targets)
                sheet = sheets.setdefault(key, _Sheet(index, node.mesh, primitive))
                material = self._material(primitive)
                sheet.parts.append((material, read_triangles(self._document, primitive)))
        if not sheets:
            self._document.refuse("it has no mesh that a node wears")
        return list(sheets.values())

    def _refuse_packed(self, primitive: schema.Primitive) -> None:
        if "KHR_draco_mesh_compression" in primitive.extensions:
            self._document.refuse("a mesh is packed with Draco, which is not read here")

    def _material(self, primitive: schema.Primitive) -> int:
        if primitive.material is None:
            return len(self._gltf.materials)
        self._document.pick(self._gltf.materials, primitive.material, "material")
        return primitive.material

    def _count(self, sheet: _Sheet) -> int:
        return len(self._attribute(sheet.first, "POSITION", "VEC3"))

    def _attribute(self, primitive: schema.Primitive, name: str, *types: str) -> NDArray[Any]:
        if name not in primitive.attributes:
            self._document.refuse(f"a primitive without {name}")
        return read_array(self._document, primitive.attributes[name], *types)

    def _vertices(self, sheet: _Sheet, count: int) -> tuple[NDArray[Any], ...]:
        """Return vertices (V, 6), uvs, colours, joints and weights of a sheet."""
        first = sheet.first
        positions = self._attribute(first, "POSITION", "VEC3").astype(np.float32)
        triangles = np.concatenate([part for _, part in sheet.parts])
        if "NORMAL" in first.attributes:
            normals = self._attribute(first, "NORMAL", "VEC3").astype(np.float32)
        else:
            normals = vertex_normals(positions, triangles).astype(np.float32)
        uvs = np.zeros((count, 2), np.float32)
        if "TEXCOORD_0" in first.attributes:
            uvs = self._attribute(first, "TEXCOORD_0", "VEC2").astype(np.float32)
        colours = np.ones((count, 4), np.float32)
        if "COLOR_0" in first.attributes:
            given = self._attribute(first, "COLOR_0", "VEC3", "VEC4").astype(np.float32)
            colours = np.pad(given, ((0, 0), (0, 4 - given.shape[1])), constant_values=1.0)
        joints, weights = self._binding(sheet, count)
        out = (np.empty((count, 6), np.float32), uvs, colours, joints, weights)
        if {len(part) for part in (positions, normals, *out)} != {count}:
            self._document.refuse("a primitive's attributes differ in length")
        out[0][:, :3], out[0][:, 3:] = positions, normals
        return out

    def _binding(self, sheet: _Sheet, count: int) -> tuple[NDArray[np.uint16], Floats]:
        skin, first = self._gltf.nodes[sheet.node].skin, sheet.first
        if skin is None or "JOINTS_0" not in first.attributes:
            rows = np.zeros((count, 4), np.uint16)
            rows[:] = self._joint(-1, sheet.node, sheet.node, np.eye(4))
            return rows, np.tile(np.array([1, 0, 0, 0], np.float32), (count, 1))
        table = self._skin(skin)
        joints = self._attribute(first, "JOINTS_0", "VEC4")
        if joints.dtype.kind != "u" or joints.max() >= len(table):
            self._document.refuse(f"a vertex follows a joint that skin {skin} has not")
        weights = self._attribute(first, "WEIGHTS_0", "VEC4").astype(np.float32)
        total = weights.sum(1, keepdims=True)
        weights = np.where(total > 0, weights / np.where(total > 0, total, 1), np.float32(0.25))
        return table[joints], np.ascontiguousarray(weights, np.float32)

    def _skin(self, index: int) -> NDArray[np.uint16]:
        """Return the row of each joint of a skin in the table of all."""
        skin = self._document.pick(self._gltf.skins, index, "skin")
        binds = np.tile(np.eye(4), (len(skin.joints), 1, 1))
        if skin.inverse_bind_matrices is not None:
            binds = read_array(self._document, skin.inverse_bind_matrices, "MAT4")
        if len(binds) < len(skin.joints):
            self._document.refuse(f"skin {index} has fewer matrices than joints")
        for node in skin.joints:
            self._document.pick(self._gltf.nodes, node, "node")
        joints = enumerate(zip(skin.joints, binds, strict=False))
        rows = [self._joint(index, joint, node, bind) for joint, (node, bind) in joints]
        return np.array(rows, np.uint16)

    def _joint(self, skin: int, joint: int, node: int, bind: NDArray[Any]) -> int:
        row = self._joints.setdefault((skin, joint), len(self._bindings))
        if row == len(self._bindings):
            if row == MOST_JOINTS:
                self._document.refuse(f"it has more than {MOST_JOINTS} joints")
            self._bindings.append((node, np.asarray(bind, np.float64)))
        return row

    def _morphs(self, sheet: _Sheet, start: int) -> None:
        names = target_names(self._gltf.meshes[sheet.mesh], sheet.first)
        for index, target in enumerate(sheet.first.targets):
            deltas = np.zeros((self._count(sheet), 6), np.float32)
            for accessor, columns in (
                (target.position, deltas[:, :3]),
                (target.normal, deltas[:, 3:]),
            ):
                if accessor is not None:
                    given = read_array(self._document, accessor, "VEC3")
                    if len(given) != len(deltas):
                        self._document.refuse(f"target {names[index]} has another length")
                    columns[:] = given
            moved = np.flatnonzero(deltas.any(1))
            self._row_count += len(moved)
            if self._row_count > MOST_ROWS:
                self._document.refuse(
                    f"its targets have {self._row_count} rows, {MOST_ROWS} at most"
                )
            self._rows.append(((moved + start).astype(np.int32), deltas[moved]))
            self._targets.append(Target(names[index], sheet.node, sheet.mesh, index))

    def _packed(self, vertex_count: int) -> MorphTargets:
        starts = np.cumsum([0, *(len(vertices) for vertices, _ in self._rows)]).astype(np.intp)
        vertices = [np.zeros(0, np.int32), *(v for v, _ in self._rows)]
        deltas = [np.zeros((0, 6), np.float32), *(d for _, d in self._rows)]
        return MorphTargets(starts, np.concatenate(vertices), np.concatenate(deltas), vertex_count)


def target_names(mesh: schema.Mesh, primitive: schema.Primitive) -> list[str]:
    """Return the names of a primitive's targets, from wherever the exporter wrote them."""
    names: list[object] = []
    for holder in (mesh, primitive):
        if isinstance(holder.extras, dict) and isinstance(holder.extras.get("targetNames"), list):
            names = names or holder.extras["targetNames"]
    given = dict(enumerate(names))
    for index, target in enumerate(primitive.targets):
        if index not in given and isinstance(target.extras, dict):
            given[index] = target.extras.get("name")
    found = [given.get(index) for index in range(len(primitive.targets))]
    return [name if isinstance(name, str) else f"target {i}" for i, name in enumerate(found)]
