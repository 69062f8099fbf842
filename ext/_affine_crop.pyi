import numpy as np
from numpy.typing import NDArray

def crop(
    image: NDArray[np.uint8],
    matrix: NDArray[np.float64],
    out: NDArray[np.float32],
    scale: float,
    offset: NDArray[np.float32],
    planar: bool,
    rgb: bool,
    replicate: bool,
) -> None: ...
