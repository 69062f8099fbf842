"""Arrays in, arrays out: compiled kernels.

Each kernel is a trio: ``name.py`` checks its arguments and documents them, ``_name.pyx`` computes
and trusts its caller, ``_name.pyi`` types it. ``_numpy_name.py`` and ``_numba_name.py`` are twins
for machines where nothing was compiled; ``reference`` holds the float64 oracles of the tests.
"""

from ext.backend import BACKEND, warm_up

__all__ = ["BACKEND", "warm_up"]
