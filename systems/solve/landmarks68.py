"""The iBUG-68 landmarks, picked from the mesh.

On a turned head the mesh's jaw points stay on the jaw bone, while iBUG's annotators followed the
visible outline: expect the two to part there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from systems.topology import IBUG68


def pick_landmarks68(
    points: NDArray[np.floating], *, out: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Copy the 68 landmarks of a mesh (478, 3) into `out` (68, 3) of the same type; return it."""
    return points.take(IBUG68, axis=0, out=out, mode="clip")
