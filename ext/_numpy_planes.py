"""Pictures to planes in numpy: runs where nothing was compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def write(
    image: NDArray[np.uint8], first: float, second: float, third: float, out: NDArray[np.float32]
) -> None:
    """See `ext.planes.planes`."""
    height, width = image.shape[:2]
    for channel, mean in enumerate((first, second, third)):
        part = out[channel, :height, :width]
        np.subtract(image[:, :, channel], np.float32(mean), out=part)
