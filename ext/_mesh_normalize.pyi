import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.intp]

def normalize(
    mesh: NDArray[np.float32],
    patch: Indices,
    triangles: Indices,
    across: Indices,
    out: NDArray[np.float32],
    start: int,
) -> None: ...
