"""How the Numba twins are compiled: argument types and options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from numba import njit, types

FLOAT: Final = types.float64
INT: Final = types.intp


def array(dtype: types.Type, ndim: int, *, out: bool = False) -> types.Array:
    """Return the type of a C-contiguous argument; one that is not `out` may be read-only."""
    return types.Array(dtype, ndim, "C", readonly=not out)


def f4(ndim: int, *, out: bool = False) -> types.Array:
    """Return the type of a float32 argument."""
    return array(types.float32, ndim, out=out)


def indices(ndim: int, *, out: bool = False) -> types.Array:
    """Return the type of an intp argument."""
    return array(types.intp, ndim, out=out)


def kernel(function: Callable[..., Any]) -> Any:
    """Compile `function` on demand, without the GIL, kept on disk; x / 0 is infinite."""
    return njit(nogil=True, cache=True, error_model="numpy")(function)


def compile_once(function: Any, *signature: types.Type) -> None:
    """Compile `function` for one signature and for no other; the second time, do nothing."""
    if signature not in function.signatures:
        function.compile(signature)
        function.disable_compile()  # arguments are converted to the signature instead
