"""Morph targets: move the vertices that a facial expression moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ext.backend import load
from ext.contract import F4, I4, INTP, require

_kernel = load("morph_blend")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class MorphTargets:
    """All targets of a mesh, each as the vertices that it moves. Checked when it is made.

    Raises
    ------
    ValueError
        If shapes or dtypes are wrong, `starts` does not grow from 0 to the number of rows, or a
        vertex is out of range.
    """

    starts: NDArray[np.intp]
    """(T + 1,) first row of each target, and the number of rows."""
    vertices: NDArray[np.int32]
    """(R,) vertex of each row; once per target."""
    deltas: Floats
    """(R, 6) what full weight adds to position x, y, z (m) and normal x, y, z."""
    vertex_count: int
    """Number of vertices of the mesh."""

    def __post_init__(self) -> None:
        rows = len(self.vertices)
        require("starts", self.starts, INTP, len(self.starts))
        require("vertices", self.vertices, I4, rows)
        require("deltas", self.deltas, F4, rows, 6)
        if (self.starts[0], self.starts[-1]) != (0, rows) or (np.diff(self.starts) < 0).any():
            msg = f"starts must grow from 0 to {rows}, got {self.starts!r}"
            raise ValueError(msg)
        low, high = self.vertices.min(initial=0), self.vertices.max(initial=-1)
        if low < 0 or high >= self.vertex_count:
            msg = f"vertices must be in 0..{self.vertex_count - 1}, got {low}..{high}"
            raise ValueError(msg)

    @classmethod
    def from_dense(cls, deltas: Floats) -> Self:
        """Return the rows of (T, V, 6) `deltas` that are not zero."""
        target, vertex = np.nonzero(deltas.any(axis=2))
        starts = np.searchsorted(target, np.arange(len(deltas) + 1)).astype(INTP)
        rows = np.ascontiguousarray(deltas[target, vertex], F4)
        return cls(starts, vertex.astype(I4), rows, deltas.shape[1])


def morph_blend(base: Floats, targets: MorphTargets, weights: Floats, out: Floats) -> None:
    """Add weighted targets to a mesh, straight into an interleaved vertex buffer.

    Parameters
    ----------
    base : (V, C) float32, C >= 6
        The neutral vertices: position x, y, z (m), normal x, y, z, then anything else, which is
        copied.
    targets : MorphTargets
        What each target moves, made for V vertices.
    weights : (T,) float32
        Weight of each target; those of weight 0 cost nothing.
    out : (V, C) float32
        Receives the blended vertices; normals are not renormalised.

    Raises
    ------
    ValueError
        If shapes or dtypes differ from the above.

    Notes
    -----
    O(V C + rows of the active targets), allocates nothing, releases the GIL.
    Oracle: `reference.morph_blend`. Source: glTF 2.0, section 3.7.2.2, "Morph targets".
    """
    count, width = base.shape[0], base.shape[-1]
    if width < 6:
        msg = f"base must hold position and normal, 6 columns or more, got {width}"
        raise ValueError(msg)
    require("base", base, F4, targets.vertex_count, width)
    require("weights", weights, F4, len(targets.starts) - 1)
    require("out", out, F4, count, width)
    _kernel.blend(base, targets.starts, targets.vertices, targets.deltas, weights, out)
