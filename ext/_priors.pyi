import numpy as np
from numpy.typing import NDArray

F4 = NDArray[np.float32]

def fill(out: F4, columns: int, step_x: float, step_y: float, sizes: F4) -> None: ...
