"""Real pictures for the benches, decoded beforehand."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tests.footage import SHARED_DATA, carphone

RATE = 30000 / 1001
"""Pictures a second, of both clips."""


def clip() -> Path:
    """Return the talking face ``raw.mp4`` where it is there, else a clip that can be installed."""
    raw = SHARED_DATA / "talking_face" / "raw.mp4"
    return raw.resolve() if raw.is_file() else carphone()


def pictures(most: int = 150) -> list[NDArray[np.uint8]]:
    """Return the first pictures of the clip, (H, W, 3) BGR."""
    with av.open(str(clip())) as container:
        found = islice(container.decode(video=0), most)
        return [np.ascontiguousarray(frame.to_ndarray(format="bgr24")) for frame in found]
