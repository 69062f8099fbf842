"""A head ready to draw: one mesh, its sparse targets and its two eyes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

F4 = NDArray[np.float32]
Driver = Literal["between", "product", "root"]


@dataclass(frozen=True)
class Target:
    """A sparse morph target.

    Attributes
    ----------
    indices : (K,) int32
        Vertices that move, rising.
    deltas : (K, 6) float32
        Change of position (metres) and of normal at weight 1.
    """

    indices: NDArray[np.int32]
    deltas: F4

    @property
    def positions(self) -> F4:
        """Change of position, (K, 3) m."""
        return self.deltas[:, :3]

    @property
    def normals(self) -> F4:
        """Change of normal, (K, 3)."""
        return self.deltas[:, 3:]


@dataclass(frozen=True)
class Corrective:
    """A target that mends what linear shapes break.

    Its weight is computed from two shapes' weights a and b: ``between`` a (1 - a), half way along
    a curved motion, times b where that is another shape; ``product`` a b; ``root`` sqrt(a b),
    which is a where both agree.
    """

    shapes: tuple[str, str]
    driver: Driver
    target: Target


@dataclass(frozen=True)
class Eye:
    """A rigid eyeball: gaze rotates the vertices of its material about `centre`."""

    centre: F4  # (3,) m
    radius: float  # m


@dataclass(frozen=True)
class HeadMesh:
    """A head and shoulders in the head frame.

    +X subject's left, +Y up, +Z out of the face, metres; the origin is that of MediaPipe's
    canonical face, behind the bridge of the nose.

    Attributes
    ----------
    positions, normals : (V, 3) float32
    colours : (V, 3) float32
        sRGB, 0..1.
    materials : (V,) uint8
        `systems.avatar.part.Material`.
    held : (V,) float32
        Share of the head's rotation; the rest belongs to the shoulders.
    triangles : (T, 3) int32
        Anticlockwise seen from outside.
    inked : (T,) bool
        Triangles that an outline is drawn round.
    targets : dict of str to Target
        All of `systems.topology.ARKIT`.
    correctives : tuple of Corrective
    eyes : (left, right)
    """

    positions: F4
    normals: F4
    colours: F4
    materials: NDArray[np.uint8]
    held: F4
    triangles: NDArray[np.int32]
    inked: NDArray[np.bool_]
    targets: dict[str, Target]
    correctives: tuple[Corrective, ...]
    eyes: tuple[Eye, Eye]
