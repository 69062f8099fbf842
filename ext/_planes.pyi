import numpy as np
from numpy.typing import NDArray

def write(
    image: NDArray[np.uint8],
    first: float,
    second: float,
    third: float,
    out: NDArray[np.float32],
) -> None: ...
