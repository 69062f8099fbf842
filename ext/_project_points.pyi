import numpy as np
from numpy.typing import NDArray

def project(
    points: NDArray[np.float32],
    rotation: NDArray[np.float64],
    translation: NDArray[np.float64],
    focal: float,
    centre_x: float,
    centre_y: float,
    out: NDArray[np.float32],
) -> None: ...
