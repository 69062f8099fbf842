import numpy as np
from numpy.typing import NDArray

def refine(
    model: NDArray[np.float64],
    influence: NDArray[np.float64],
    seen: NDArray[np.float64],
    rotation: NDArray[np.float64],
    translation: NDArray[np.float64],
    bend: float,
    steps: int,
    small: float,
    nearest: float,
) -> bool: ...
