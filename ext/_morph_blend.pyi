import numpy as np
from numpy.typing import NDArray

F4 = NDArray[np.float32]

def blend(
    base: F4,
    starts: NDArray[np.intp],
    vertices: NDArray[np.int32],
    deltas: F4,
    weights: F4,
    out: F4,
) -> None: ...
