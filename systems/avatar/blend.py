"""Morphing: a neutral mesh and weights in, an interleaved vertex buffer out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from systems.avatar.mesh import F4, Driver, HeadMesh, Target
from systems.topology import ARKIT, SHAPE

NEGLIGIBLE = 1e-3  # weight below which a shape moves nothing that can be seen


class Blend:
    """Blends the sparse targets of one head.

    Parameters
    ----------
    head : HeadMesh

    Attributes
    ----------
    vertices : (V, 6) float32
        Position (m) and normal (not of unit length) of every vertex, reused by every call.

    Notes
    -----
    O(vertices of the active targets), about half a millisecond with all 52 active; numpy was
    within a millisecond of compiled code at this size.
    """

    def __init__(self, head: HeadMesh) -> None:
        self._neutral = np.concatenate([head.positions, head.normals], 1)
        self._targets: list[Target] = [head.targets[name] for name in ARKIT]
        self._correctives = [
            (SHAPE[c.shapes[0]], SHAPE[c.shapes[1]], c.driver, c.target) for c in head.correctives
        ]
        self.vertices: F4 = self._neutral.copy()

    def __call__(self, weights: Sequence[float] | NDArray[np.floating]) -> F4:
        """Return `vertices` at the weights (52,) of `topology.ARKIT`."""
        values = [float(weight) for weight in weights]
        np.copyto(self.vertices, self._neutral)
        for weight, target in zip(values, self._targets, strict=True):
            self._add(weight, target)
        for first, second, driver, target in self._correctives:
            beside = 1.0 if driver == "between" and first == second else values[second]
            self._add(driven(driver, values[first], beside), target)
        return self.vertices

    def _add(self, weight: float, target: Target) -> None:
        if abs(weight) > NEGLIGIBLE:
            self.vertices[target.indices] += np.float32(weight) * target.deltas


def driven(driver: Driver, first: float, second: float) -> float:
    """Return a corrective's weight from those of its two shapes (see `mesh.Corrective`)."""
    if driver == "between":
        return first * (1 - first) * second
    product = max(first, 0.0) * max(second, 0.0)
    return product**0.5 if driver == "root" else product
