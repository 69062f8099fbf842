"""Hypothesis strategies: heads a webcam may see. Angles in radians, metres."""

import math

import numpy as np
from hypothesis import strategies as st

from systems.solve.rotation import rotation


def angles(degrees: float) -> st.SearchStrategy[float]:
    """Return angles of up to so many degrees either way."""
    return st.floats(-math.radians(degrees), math.radians(degrees))


rotations = st.builds(rotation, angles(45), angles(35), angles(60))

translations = st.builds(
    lambda x, y, z: np.array([x * z, y * z, -z]),
    st.floats(-0.5, 0.5),
    st.floats(-0.3, 0.3),
    st.floats(0.3, 2.0),
)
