"""The contract of kernel arguments: dtype, shape, memory order; the offender is named."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

F4: Final = np.dtype(np.float32)
F8: Final = np.dtype(np.float64)
U1: Final = np.dtype(np.uint8)
U2: Final = np.dtype(np.uint16)
I4: Final = np.dtype(np.int32)
INTP: Final = np.dtype(np.intp)


def require(name: str, array: NDArray[Any], dtype: np.dtype[Any], *shape: int) -> None:
    """Refuse an array that a kernel cannot take.

    Parameters
    ----------
    name : str
        How the caller's documentation calls the argument.
    array : ndarray
        The argument.
    dtype : dtype
        Element type it must have.
    *shape : int
        Shape it must have.

    Raises
    ------
    ValueError
        If dtype, shape or C-contiguity differ.

    Notes
    -----
    About 0.2 us: kernels of a few microseconds can afford it on every argument.

    Examples
    --------
    >>> require("boxes", np.zeros((3, 5)), F4, 3, 4)
    Traceback (most recent call last):
    ValueError: boxes must be C-contiguous (3, 4) float32, got (3, 5) float64
    """
    if array.shape != shape or array.dtype != dtype or not array.flags.c_contiguous:
        order = "" if array.flags.c_contiguous else " with gaps"
        msg = f"{name} must be C-contiguous {shape} {dtype}, got {array.shape} {array.dtype}{order}"
        raise ValueError(msg)
