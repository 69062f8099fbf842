import numpy as np
from numpy.typing import NDArray

F8 = NDArray[np.float64]

def fit(source: F8, weights: F8, target: F8, rotation: F8, translation: F8, scale: F8) -> bool: ...
