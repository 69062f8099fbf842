"""All triangles of a file as one vertex list: morphed and skinned in two kernel calls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ext.morph_blend import MorphTargets

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Target:
    """Whose morph target a row of `Geometry.targets` is."""

    name: str
    node: int
    mesh: int
    index: int


@dataclass(frozen=True, eq=False)
class Geometry:
    """Vertices, what moves them, and the triangles of each material.

    Attributes
    ----------
    vertices : (V, 6) float32
        Position (m) and normal, in the frame of the mesh.
    uvs : (V, 2) float32
        From the top left corner of the texture.
    colours : (V, 4) float32
        Linear RGBA.
    joints : (V, 4) uint16
        Rows of `joint_nodes`.
    weights : (V, 4) float32
        Shares of the joints; they add up to 1. A vertex without a skin follows its node.
    targets : MorphTargets
    target_names : tuple of Target
    joint_nodes : (J,) intp
    inverse_binds : (J, 4, 4) float64
    triangles : dict of material index to (T, 3) int32
    """

    vertices: Floats
    uvs: Floats
    colours: Floats
    joints: NDArray[np.uint16]
    weights: Floats
    targets: MorphTargets
    target_names: tuple[Target, ...]
    joint_nodes: NDArray[np.intp]
    inverse_binds: NDArray[np.float64]
    triangles: dict[int, NDArray[np.int32]]
