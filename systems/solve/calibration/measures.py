"""What can be read off the mesh itself: lids, brows and lips, measured in the head's own frame."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine import Array, Component, Mut, Query, Read, Res, Stage, column, fresh, system
from ext.rigid_fit import RigidFit, rigid_fit
from systems.capture.frame import Frame
from systems.components import Landmarks
from systems.solve.canonical import CanonicalFace

NAMES: Final = (
    "lid_left", "lid_right", "brow_left", "brow_right", "corner_left", "corner_right",
    "mouth_width", "lip_gap", "brow_peak_left", "brow_peak_right", "jaw",
)  # fmt: skip
"""Lid distance over eye width (1), then millimetres. Up is positive: brows in the head, corners
from the middle between the lips, which an open jaw takes along. The jaw is how far below the nose
the lower lip ends."""

ONCE_WRITTEN: Final = ("upper_lip_left", "upper_lip_right", "mouth_side")
"""Measures that profiles of before hold, and nothing is estimated from: a profile with them is read
without them, and saved without them."""

MEASURE: Final = {name: index for index, name in enumerate(NAMES)}

RIGID: Final = np.array(
    [33, 133, 263, 362, 168, 6, 197, 195, 5, 4, 1, 98, 327, 2, 127, 356, 234, 454, 10, 67, 297]
)
"""(21,) eye corners, nose, temples, top of the forehead: what expressions hardly move."""

UP, ACROSS, MILLIMETRES = 1, 0, 1000.0

SPOTS: Final = {
    "upper_lid_left": (386, 385, 387), "upper_lid_right": (159, 158, 160),
    "lower_lid_left": (374, 380, 373), "lower_lid_right": (145, 153, 144),
    "outer_left": (263,), "outer_right": (33,), "inner_left": (362,), "inner_right": (133,),
    "brow_left": (285, 295, 336, 296), "brow_right": (55, 65, 107, 66),
    "brow_peak_left": (282, 334), "brow_peak_right": (52, 105),
    "corner_left": (291,), "corner_right": (61,),
    "upper": (13,), "lower": (14,), "nose": (2,), "lip_end": (16, 17, 85, 315),
}  # fmt: skip
"""Mesh points whose mean is one spot."""

ROWS: Final = np.unique([*RIGID, *(row for rows in SPOTS.values() for row in rows)])
"""All mesh points that matter."""

MEANS: Final = np.array([np.isin(ROWS, rows) / len(rows) for rows in SPOTS.values()])
"""(18, R) from the points of `ROWS` to the spots."""


class FaceMeasures(Component):
    """The measures of the newest mesh."""

    on = Landmarks
    sizes: Array = column(len(NAMES), unit="1, mm")  # in the order of `NAMES`


class MeshRuler:
    """Takes the measures.

    Parameters
    ----------
    face : CanonicalFace
        Gives the head's frame and the scale.

    Notes
    -----
    The mesh is laid onto the canonical face by a similarity fit of the points that expressions do
    not move, so that turning, tilting and leaning in change little; 40 us.
    """

    def __init__(self, face: CanonicalFace) -> None:
        self._model = np.ascontiguousarray(face.vertices[RIGID])
        self._weights = np.ones(len(RIGID))
        self._rigid = np.searchsorted(ROWS, RIGID)
        self._fit = RigidFit.empty(faces=1)

    def __call__(self, points: NDArray[np.float32], out: NDArray[np.float32]) -> None:
        """Measure a mesh (478, 3) px into `out` (11,); NaN where it is no number or has no size."""
        head = self._head_frame(points)
        if head is None:
            out[:] = np.nan
            return
        spot = dict(zip(SPOTS, MEANS @ head, strict=True))
        middle = (spot["upper"] + spot["lower"]) / 2
        for index, side in enumerate(("left", "right")):
            out[index] = _opening(spot, side)
            out[2 + index] = spot[f"brow_{side}"][UP]
            out[4 + index] = spot[f"corner_{side}"][UP] - middle[UP]
            out[8 + index] = spot[f"brow_peak_{side}"][UP]
        out[6] = spot["corner_left"][ACROSS] - spot["corner_right"][ACROSS]
        out[7] = spot["upper"][UP] - spot["lower"][UP]
        out[10] = spot["nose"][UP] - spot["lip_end"][UP]

    def _head_frame(self, points: NDArray[np.float32]) -> NDArray[np.float64] | None:
        """Return the points of `ROWS` in the head's frame, mm."""
        world = points[ROWS].astype(np.float64)
        world[:, 1:] *= -1
        rigid = world[self._rigid]
        if not np.isfinite(world).all() or not np.ptp(rigid):
            return None
        fit = rigid_fit(self._model, self._weights, rigid[None], out=self._fit)
        world -= fit.translation[0]
        world *= MILLIMETRES / fit.scale[0]
        return np.asarray(world @ fit.rotation[0])


def _opening(spot: dict[str, NDArray[np.float64]], side: str) -> float:
    apart = spot[f"upper_lid_{side}"] - spot[f"lower_lid_{side}"]
    width = spot[f"outer_{side}"] - spot[f"inner_{side}"]
    return float(np.sqrt((apart @ apart) / max(float(width @ width), 1e-12)))


@system(Stage.SOLVE, when=fresh(Frame))
def measure_mesh(
    faces: Query[Read[Landmarks], Mut[FaceMeasures]],
    ruler: Res[MeshRuler],
) -> None:
    """Measure every mesh."""
    for face in faces:
        ruler(face[Landmarks].points, face[FaceMeasures].sizes)
