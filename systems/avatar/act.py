"""What a puppet does at one moment, as one vector, and the channels that it falls into."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.components import Rig
from systems.solve.rotation import rotation
from systems.topology import ARKIT

Act = NDArray[np.float64]
"""(61,): the 52 shapes; yaw, pitch, roll, rad; way from rest, m; gaze, a vector of the head."""

SHAPES, ANGLES, TRAVEL, GAZE = slice(52), slice(52, 55), slice(55, 58), slice(58, 61)


def neutral() -> Act:
    """Return a face that does nothing and looks ahead."""
    act = np.zeros(61)
    act[60] = 1.0
    return act


def _shapes(*beginnings: str) -> list[int]:
    return [at for at, name in enumerate(ARKIT) if name.startswith(beginnings)]


CHANNELS: Final = {
    "head": np.arange(ANGLES.start, TRAVEL.stop),
    "eyes": np.array([*_shapes("eye"), *range(GAZE.start, GAZE.stop)]),
    "face": np.array(_shapes("brow", "cheek", "nose")),
    "mouth": np.array(_shapes("jaw", "mouth", "tongue")),
}
"""Places of each channel in an `Act`."""


def pose(rig: Rig, act: Act) -> None:
    """Put a rig into an act; both eyes look one way.

    What each eye's own estimate errs would look like a squint.
    """
    rig.weights[:] = act[SHAPES]
    rig.head_rotation[...] = rotation(*act[ANGLES])
    rig.head_translation[:] = act[TRAVEL]
    gaze = act[GAZE]
    rig.gaze_left[:] = rig.gaze_right[:] = gaze / max(float(np.linalg.norm(gaze)), 1e-6)
    rig.blush[...] = 0
    rig.tint[:] = 1
