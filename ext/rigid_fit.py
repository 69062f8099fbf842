"""Where is it, how is it turned, how big is it: the best similarity between two point sets."""

from __future__ import annotations

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from ext.backend import load
from ext.contract import F8, require

_kernel = load("rigid_fit")

Doubles = NDArray[np.float64]


class RigidFit(NamedTuple):
    """One similarity per face: ``target = scale * rotation @ source + translation``."""

    rotation: Doubles
    """(F, 3, 3), proper: determinant + 1."""
    translation: Doubles
    """(F, 3), unit of the target."""
    scale: Doubles
    """(F,), target units per source unit."""

    @classmethod
    def empty(cls, faces: int) -> Self:
        """Return buffers for the fits of `faces` faces."""
        return cls(np.empty((faces, 3, 3)), np.empty((faces, 3)), np.empty(faces))


def rigid_fit(
    source: Doubles, weights: Doubles, target: Doubles, *, out: RigidFit | None = None
) -> RigidFit:
    """Fit rotation, translation and scale by weighted least squares.

    Parameters
    ----------
    source : (N, 3) float64
        Points of the model.
    weights : (N,) float64
        Not negative, and not all zero.
    target : (F, N, 3) float64
        The same points as measured, for each face.
    out : RigidFit, optional
        Buffers to write into; allocated where not given.

    Returns
    -------
    RigidFit
        Rotation, translation and scale of each face, in the buffers of `out`.

    Raises
    ------
    ValueError
        If shapes or dtypes differ from the above, or the weights are unusable.

    Notes
    -----
    O(F N) and one 4x4 eigenproblem a face; the kernel allocates nothing and releases the GIL.
    Oracle: `reference.rigid_fit` (by SVD). Mirror images are never returned. The scale is the one
    that maps source to target with least squares in the target, as MediaPipe's.
    Source: Horn, "Closed-form solution of absolute orientation using unit quaternions", JOSA A,
    1987, doi:10.1364/JOSAA.4.000629.

    Examples
    --------
    >>> model = np.eye(3)
    >>> fit = rigid_fit(model, np.ones(3), 2 * model[None] + 5)
    >>> fit.scale.round(6), fit.translation.round(6)
    (array([2.]), array([[5., 5., 5.]]))
    """
    n, faces = len(weights), len(target)
    require("source", source, F8, n, 3)
    require("weights", weights, F8, n)
    require("target", target, F8, faces, n, 3)
    if out is None:
        out = RigidFit.empty(faces)
    else:
        require("out.rotation", out.rotation, F8, faces, 3, 3)
        require("out.translation", out.translation, F8, faces, 3)
        require("out.scale", out.scale, F8, faces)
    if not _kernel.fit(source, weights, target, *out):
        msg = f"weights must not be negative nor all zero, got {weights!r}"
        raise ValueError(msg)
    return out
