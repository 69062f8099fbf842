import numpy as np
from numpy.typing import NDArray

F4 = NDArray[np.float32]

def step(
    value: F4,
    slope: F4,
    previous: F4,
    sample: F4,
    rows: NDArray[np.intp],
    dt: float,
    scale: float,
    min_cutoff: float,
    beta: float,
    slope_cutoff: float,
) -> None: ...
