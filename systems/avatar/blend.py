"""Morphing: a neutral mesh and weights in, an interleaved vertex buffer out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ext.morph_blend import MorphTargets, morph_blend
from systems.avatar.mesh import F4, Driver, HeadMesh
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
    O(vertices of the active targets), about 0.14 ms with all 52 active.
    """

    def __init__(self, head: HeadMesh) -> None:
        self._neutral = np.concatenate([head.positions, head.normals], 1)
        self._correctives = [
            (SHAPE[c.shapes[0]], SHAPE[c.shapes[1]], c.driver) for c in head.correctives
        ]
        targets = [head.targets[name] for name in ARKIT] + [c.target for c in head.correctives]
        self._targets = MorphTargets(
            np.cumsum([0, *(len(target.indices) for target in targets)]),
            np.concatenate([target.indices for target in targets]),
            np.concatenate([target.deltas for target in targets]),
            len(head.positions),
        )
        self._weights = np.zeros(len(targets), np.float32)
        self.vertices: F4 = self._neutral.copy()

    def __call__(self, weights: Sequence[float] | NDArray[np.floating]) -> F4:
        """Return `vertices` at the weights (52,) of `topology.ARKIT`."""
        values = [float(weight) for weight in weights]
        self._weights[: len(ARKIT)] = values
        for place, (first, second, driver) in enumerate(self._correctives, len(ARKIT)):
            beside = 1.0 if driver == "between" and first == second else values[second]
            self._weights[place] = driven(driver, values[first], beside)
        self._weights[~(np.abs(self._weights) > NEGLIGIBLE)] = 0  # what is not a number, too
        morph_blend(self._neutral, self._targets, self._weights, self.vertices)
        return self.vertices


def driven(driver: Driver, first: float, second: float) -> float:
    """Return a corrective's weight from those of its two shapes (see `mesh.Corrective`)."""
    if driver == "between":
        return first * (1 - first) * second
    product = max(first, 0.0) * max(second, 0.0)
    return product**0.5 if driver == "root" else product
