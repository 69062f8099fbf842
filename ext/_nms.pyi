import numpy as np
from numpy.typing import NDArray

F4 = NDArray[np.float32]
Indices = NDArray[np.intp]

def greedy(boxes: F4, scores: F4, threshold: float, keep: Indices) -> int: ...
def weighted(
    boxes: F4,
    points: F4,
    scores: F4,
    threshold: float,
    order: Indices,
    out_boxes: F4,
    out_points: F4,
    out_scores: F4,
) -> int: ...
