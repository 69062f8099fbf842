"""The nodes of a file as arrays, and where they stand in the world."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from systems.avatar.gltf import schema
from systems.avatar.gltf.accessors import LARGEST
from systems.avatar.gltf.document import Document
from systems.avatar.gltf.quaternions import matrices, quaternions, unit

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass
class Locals:
    """Every node's place in its parent: what moves."""

    translations: Floats  # (N, 3) m
    rotations: Floats  # (N, 4) unit quaternions
    scales: Floats  # (N, 3)

    def copy(self) -> Locals:
        """Return locals of their own memory."""
        return Locals(self.translations.copy(), self.rotations.copy(), self.scales.copy())

    def matrices(self, rows: Indices | slice = slice(None)) -> Floats:
        """Return node to parent, (n, 4, 4)."""
        turned = matrices(self.rotations[rows])
        out = np.zeros((len(turned), 4, 4))
        out[:, :3, :3] = turned * self.scales[rows, None]
        out[:, :3, 3] = self.translations[rows]
        out[:, 3, 3] = 1
        return out


@dataclass(frozen=True)
class Skeleton:
    """A forest of nodes at rest.

    Attributes
    ----------
    names : tuple of str
        ``node 7`` where the file gives none.
    parents : (N,) intp
        -1 at a root.
    rest : Locals
    levels : tuple of (n,) intp
        Nodes by their distance from a root.
    """

    names: tuple[str, ...]
    parents: Indices
    rest: Locals
    levels: tuple[Indices, ...]

    def world(self, places: Locals) -> Floats:
        """Return node to world, (N, 4, 4)."""
        local = places.matrices()
        out = np.empty_like(local)
        for depth, level in enumerate(self.levels):
            out[level] = out[self.parents[level]] @ local[level] if depth else local[level]
        return out

    def children(self, node: int) -> list[int]:
        """Return the nodes that hang on `node`."""
        return np.flatnonzero(self.parents == node).tolist()

    def branch(self, node: int) -> list[int]:
        """Return `node` and all that hangs on it, parents before children."""
        out = [node]
        for member in out:
            out += self.children(member)
        return out


def read_skeleton(document: Document) -> Skeleton:
    """Return the nodes of a file.

    Raises
    ------
    FileError
        If the nodes are not a forest: a cycle, two parents, a child that is not there.
    """
    nodes = document.gltf.nodes
    parents = np.full(len(nodes), -1, np.intp)
    for index, node in enumerate(nodes):
        for child in node.children:
            document.pick(nodes, child, "node")
            if parents[child] >= 0:
                document.refuse(f"node {child} has two parents")
            parents[child] = index
    names = tuple(node.name or f"node {index}" for index, node in enumerate(nodes))
    return Skeleton(names, parents, _rest(document, nodes), _levels(document, parents))


def _levels(document: Document, parents: Indices) -> tuple[Indices, ...]:
    levels = [np.flatnonzero(parents < 0)]
    seen = len(levels[0])
    while len(levels[-1]):
        levels.append(np.flatnonzero(np.isin(parents, levels[-1])))
        seen += len(levels[-1])
    if seen < len(parents):
        document.refuse(f"{len(parents) - seen} nodes hang on each other in a circle")
    return tuple(levels[:-1])


def _rest(document: Document, nodes: list[schema.Node]) -> Locals:
    rest = Locals(
        np.array([node.translation for node in nodes], np.float64).reshape(-1, 3),
        unit(np.array([node.rotation for node in nodes], np.float64).reshape(-1, 4)),
        np.array([node.scale for node in nodes], np.float64).reshape(-1, 3),
    )
    rest.rotations[~rest.rotations.any(1)] = 0, 0, 0, 1
    for index, node in enumerate(nodes):
        if node.matrix is not None:
            _decompose(np.array(node.matrix).reshape(4, 4).T, rest, index)
    whole = (rest.translations, rest.rotations, rest.scales)
    if not all((np.abs(part) < LARGEST).all() for part in whole):
        document.refuse("a node stands more than 1000 km away")
    return rest


def _decompose(matrix: Floats, rest: Locals, index: int) -> None:
    """Take a matrix apart; shear, which the format forbids, is lost."""
    columns = matrix[:3, :3].copy()
    scale = np.linalg.norm(columns, axis=0)
    scale[0] *= -1 if np.linalg.det(columns) < 0 else 1
    rest.translations[index], rest.scales[index] = matrix[:3, 3], scale
    if (scale != 0).all():
        rest.rotations[index] = quaternions(columns / scale)
