"""The rigid heads whose points a pose is found by: built in, or from a file of the user's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.errors import FileError, UsageError
from ext.rigid_fit import rigid_fit
from systems.solve.canonical import CanonicalFace
from systems.solve.pose_table import shipped_pose_table
from systems.solve.reprojection import Descent, influence, refine, sight_of
from systems.typed_toml import parse_toml, placed, read_text

Matrix = NDArray[np.float64]

STILL: Final = 6e-4
"""Metres by which the mesh net places even a point at rest; it keeps weights finite."""

POINTS: Final = 468
"""Of the mesh, without the irises."""

MESH_POINTS: Final = frozenset(map(str, range(POINTS)))
"""How a file names them."""

FEWEST: Final = 6
"""Points that fix a pose with something to spare."""

FLAT: Final = 2e-3
"""Metres that a model's points must reach out of every plane, root mean square."""

AIFI39: Final = {
    70: (6.826, 6.761, 4.402), 63: (6.137, 7.271, 5.201), 105: (4.861, 7.879, 6.601),
    66: (2.533, 7.878, 7.451), 107: (1.330, 7.122, 6.904), 336: (-1.330, 7.122, 6.904),
    296: (-2.533, 7.878, 7.451), 334: (-4.861, 7.879, 6.601), 293: (-6.137, 7.271, 5.201),
    300: (-6.826, 6.761, 4.402), 33: (5.311, 5.485, 3.988), 160: (4.462, 6.189, 5.594),
    159: (3.551, 6.185, 5.712), 158: (2.542, 5.863, 4.688), 133: (1.790, 5.394, 4.413),
    153: (2.694, 5.018, 5.073), 145: (3.530, 4.982, 4.938), 144: (4.490, 5.187, 4.694),
    263: (-5.311, 5.485, 3.988), 387: (-4.462, 6.189, 5.594), 386: (-3.551, 6.185, 5.712),
    385: (-2.542, 5.863, 4.688), 362: (-1.790, 5.394, 4.413), 380: (-2.694, 5.018, 5.073),
    374: (-3.530, 4.982, 4.938), 373: (-4.490, 5.187, 4.694), 188: (0.982, 4.554, 6.301),
    412: (-0.982, 4.554, 6.301), 327: (-1.930, 0.424, 5.914), 326: (-0.746, 0.348, 6.263),
    2: (0, 0, 6.763), 97: (0.746, 0.348, 6.263), 98: (1.930, 0.424, 5.914), 4: (0, 1.916, 7.700),
    291: (-2.774, -2.081, 5.049), 0: (0, -1.646, 6.705), 61: (2.774, -2.081, 5.049),
    17: (0, -3.116, 6.098), 152: (0, -7.416, 4.070),
}  # fmt: skip
"""Mesh point: x toward the subject's right, y up, z toward the camera, in a unit not stated.

The AIFI anthropometric model of the OpenVtuber family; its 106-point landmarks are named here by
the mesh points of the same places.
"""


AIFI39_SCALE: Final = np.array((-1, 1, 1)) * 0.00898
"""To metres and to a right-handed frame; the size is the one that fits the canonical face best."""

LARGEST_MISFIT: Final = 0.018
"""Metres, root mean square: the AIFI table misses by 6 mm, a mirrored face by more than 30."""

ARMS_LENGTH: Final = np.array((0.0, 0.0, -0.6))
"""Metres from the camera to a face before a screen."""


@dataclass(frozen=True, slots=True)
class PoseModel:
    """A rigid head.

    Attributes
    ----------
    rows : (N,) intp
        Mesh points.
    points : (N, 3) float64
        Where they are in the canonical face's frame, m.
    influence : (N, 3, 7) float64
        What each tells of the pose, as `ext.refine_pose` takes it: the less it moves with
        expression, the more.
    """

    rows: NDArray[np.intp]
    points: Matrix
    influence: Matrix


def pose_model(name: str, face: CanonicalFace) -> PoseModel:
    """Return the model that ``--pose-model`` names.

    Raises
    ------
    UsageError
        If it is neither a built-in model nor a file.
    FileError
        If the file does not hold a head; the message has its line.
    """
    if name == "canonical":
        table = shipped_pose_table()
        return PoseModel(table.rows, face.vertices[table.rows], table.influence)
    if name == "aifi39":
        return _aligned(*_table(AIFI39, AIFI39_SCALE), face)
    return _aligned(*_table(read_points(Path(require_model(name)))), face)


def require_model(name: str) -> str:
    """Return the name of a pose model that there is.

    Raises
    ------
    UsageError
        If it is neither a built-in model nor a file.
    """
    if name not in ("canonical", "aifi39") and not Path(name).is_file():
        msg = f"--pose-model {name}: there is no such model and no such file"
        raise UsageError(msg, fix="use canonical, aifi39 or a FILE.toml with [points]")
    return name


def weighted(rows: NDArray[np.intp], points: Matrix) -> PoseModel:
    """Return a model of these points, each weighed by how still it is.

    The weight is 1 / (STILL^2 + m^2) with m of `PoseTable.motion`, the inverse of the variance with
    which the point tells of the skull.
    """
    variance = STILL**2 + shipped_pose_table().motion[rows] ** 2
    return PoseModel(rows, points, influence(points, np.diag(np.repeat(1 / variance, 3))))


Metres = Annotated[float, msgspec.Meta(ge=-1000, le=1000)]
"""Wide enough for any origin, and for millimetres, which what fits no face tells of."""


class PointsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a FILE.toml says: m; +X the subject's left, +Y up, +Z out of the face; any origin."""

    points: dict[str, tuple[Metres, Metres, Metres]]


def read_points(path: Path) -> dict[int, tuple[float, float, float]]:
    """Read a user's own points by mesh point.

    Raises
    ------
    FileError
        If it is no such file, a number is no mesh point, or the points do not make a head.
    """
    text, name = read_text(path), str(path)
    points = parse_toml(text, name, PointsFile).points
    for key in points:
        if key not in MESH_POINTS:  # nor is 04, which would be 4 once more
            error = FileError(f"there is no mesh point {key}", fix="use 0 to 467")
            raise placed(text, name, ("points", key), error)
    if len(points) < FEWEST:
        msg = f"{name}: {len(points)} points do not fix a pose"
        raise FileError(msg, fix=f"give {FEWEST} or more mesh points under [points]")
    found = np.array(list(points.values()))
    if np.linalg.svd(found - found.mean(0))[1][2] < FLAT * np.sqrt(len(found)):
        msg = f"{name}: the points lie in one plane, in metres"
        raise FileError(msg, fix="give metres, and points that stand out, such as 4, the nose")
    return {int(key): value for key, value in points.items()}


def _table(
    points: dict[int, tuple[float, float, float]], scale: Matrix | float = 1.0
) -> tuple[NDArray[np.intp], Matrix]:
    return np.array(list(points), np.intp), np.array(list(points.values())) * scale


def _aligned(rows: NDArray[np.intp], points: Matrix, face: CanonicalFace) -> PoseModel:
    """Return a model turned and moved so that the canonical face has the same pose by it.

    A face at arm's length that looks ahead gets no turn, whatever frame the model's makers chose.
    The size is kept: it sets the distance.

    Raises
    ------
    FileError
        If the points fit no face.
    """
    target = np.ascontiguousarray(face.vertices[rows])
    turn = rigid_fit(points, np.ones(len(rows)), target[None]).rotation[0]
    posed = (points - points.mean(0)) @ turn.T + target.mean(0)
    off = float(np.sqrt(((posed - target) ** 2).sum(1).mean()))
    if off > LARGEST_MISFIT:
        msg = f"the points of the pose model lie {1000 * off:.0f} mm from those of a face"
        raise FileError(msg, fix="give metres: +X the subject's left, +Y up, +Z out of the face")
    model, seen = weighted(rows, posed), sight_of(target + ARMS_LENGTH)
    turn, place = refine(posed, model.influence, seen, np.eye(3), ARMS_LENGTH, Descent())
    return weighted(rows, posed @ turn.T + place - ARMS_LENGTH)
