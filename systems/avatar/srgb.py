"""sRGB colours in linear light, as glTF keeps them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def linear(colours: NDArray[Any]) -> NDArray[Any]:
    """Return sRGB colours, 0..1 or brighter, in linear light, of the same type (IEC 61966-2-1)."""
    dark, bright = colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4
    return np.where(colours <= 0.04045, dark, bright)
