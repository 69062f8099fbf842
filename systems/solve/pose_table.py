"""What is known of mesh points as signs of the skull: a table that `train pose` measures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

import assets
from systems.typed_toml import parse_toml, read_text

SHIPPED: Final = Path(assets.__file__).parent / "models" / "pose.toml"
"""The table, and on what it was measured."""

POINTS: Final = 468
"""Points of the canonical head."""

Row = tuple[float, float, float, float, float, float, float]
Point = Annotated[int, msgspec.Meta(ge=0, lt=POINTS)]


class PoseFile(msgspec.Struct, frozen=True):
    """What the file says; what else stands in it is its log.

    Attributes
    ----------
    motion : tuple of 468 float
        mm.
    influence : mapping of a mesh point to (3, 7) floats
    """

    motion: Annotated[tuple[float, ...], msgspec.Meta(min_length=POINTS, max_length=POINTS)]
    influence: Annotated[dict[Point, tuple[Row, Row, Row]], msgspec.Meta(min_length=1)]


@dataclass(frozen=True)
class PoseTable:
    """What a pose is found by.

    Attributes
    ----------
    motion : (468,) float64
        How far each mesh point moves across the picture when the face does and the skull does not,
        m, root mean square; half of it of film where any was given.
    rows : (N,) intp
        Mesh points of the canonical head.
    influence : (N, 3, 7) float64
        What a miss of each tells of the pose, as `ext.refine_pose` takes it, where expressions
        move all of them at once.
    """

    motion: NDArray[np.float64]
    rows: NDArray[np.intp]
    influence: NDArray[np.float64]


def read_pose_table(path: Path) -> PoseTable:
    """Read a table, in about 3 ms.

    Raises
    ------
    FileError
        If the file is missing or damaged.
    """
    file = parse_toml(read_text(path), str(path), PoseFile)
    rows = np.array(list(file.influence))
    return PoseTable(np.array(file.motion) / 1000, rows, np.array(list(file.influence.values())))


@cache
def shipped_pose_table() -> PoseTable:
    """Return the table that came with the program; it cannot be written to."""
    table = read_pose_table(SHIPPED)
    for shared in (table.motion, table.rows, table.influence):
        shared.flags.writeable = False
    return table
