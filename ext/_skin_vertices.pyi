import numpy as np
from numpy.typing import NDArray

F4 = NDArray[np.float32]

def skin(vertices: F4, joints: NDArray[np.uint16], weights: F4, matrices: F4, out: F4) -> None: ...
