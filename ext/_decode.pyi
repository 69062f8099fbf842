import numpy as np
from numpy.typing import NDArray

F4 = NDArray[np.float32]

def retinaface(
    loc: F4,
    conf: F4,
    landms: F4,
    priors: F4,
    threshold: float,
    width: float,
    height: float,
    boxes: F4,
    scores: F4,
    points: F4,
) -> int: ...
def blazeface(
    regressors: F4,
    logits: F4,
    anchors: F4,
    threshold: float,
    side: float,
    left: float,
    top: float,
    boxes: F4,
    scores: F4,
    points: F4,
) -> int: ...
