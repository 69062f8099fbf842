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
    "upper_lip_left", "upper_lip_right", "mouth_side", "mouth_width", "lip_gap",
)  # fmt: skip
"""Lid distance over eye width (1), then millimetres. Brows, corners and lips: up is positive,
corners and lips from the base of the nose; ``mouth_side``: to the subject's left."""

MEASURE: Final = {name: index for index, name in enumerate(NAMES)}

RIGID: Final = np.array(
    [33, 133, 263, 362, 168, 6, 197, 195, 5, 4, 1, 98, 327, 2, 127, 356, 234, 454, 10, 67, 297]
)
"""(21,) eye corners, nose, temples, top of the forehead: what expressions hardly move."""

UP, ACROSS, MILLIMETRES = 1, 0, 1000.0

LEFT_LIDS = ((386, 385, 387), (374, 380, 373), 263, 362)  # upper, lower, outer, inner corner
RIGHT_LIDS = ((159, 158, 160), (145, 153, 144), 33, 133)
LEFT_BROW, RIGHT_BROW = (285, 295, 336, 296), (55, 65, 107, 66)
LEFT_CORNER, RIGHT_CORNER = 291, 61
LEFT_UPPER_LIP, RIGHT_UPPER_LIP = (267, 269, 270), (37, 39, 40)
NOSE_BASE, LIPS = (2, 98, 327), (0, 13, 14, 17)
UPPER_INNER, LOWER_INNER = 13, 14


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
        self._fit = RigidFit.empty(faces=1)

    def __call__(self, points: NDArray[np.float32], out: NDArray[np.float32]) -> None:
        """Measure a mesh (478, 3) px into `out` (11,); NaN where it is no number or has no size."""
        head = self._head_frame(points)
        if head is None:
            out[:] = np.nan
            return
        nose = head[list(NOSE_BASE)].mean(0)
        out[0], out[1] = _opening(head, *LEFT_LIDS), _opening(head, *RIGHT_LIDS)
        out[2], out[3] = head[list(LEFT_BROW), UP].mean(), head[list(RIGHT_BROW), UP].mean()
        out[4], out[5] = head[[LEFT_CORNER, RIGHT_CORNER], UP] - nose[UP]
        out[6] = head[list(LEFT_UPPER_LIP), UP].mean() - nose[UP]
        out[7] = head[list(RIGHT_UPPER_LIP), UP].mean() - nose[UP]
        out[8] = head[list(LIPS), ACROSS].mean() - nose[ACROSS]
        out[9] = head[LEFT_CORNER, ACROSS] - head[RIGHT_CORNER, ACROSS]
        out[10] = head[UPPER_INNER, UP] - head[LOWER_INNER, UP]

    def _head_frame(self, points: NDArray[np.float32]) -> NDArray[np.float64] | None:
        """Return the mesh in the head's frame, mm."""
        world = points * np.array((1.0, -1.0, -1.0))
        rigid = np.ascontiguousarray(world[RIGID])
        if not np.isfinite(world).all() or not np.ptp(rigid):
            return None
        fit = rigid_fit(self._model, self._weights, rigid[None], out=self._fit)
        scale = MILLIMETRES / fit.scale[0]
        return np.asarray((world - fit.translation[0]) @ fit.rotation[0] * scale)


def _opening(
    head: NDArray[np.float64],
    upper: tuple[int, ...],
    lower: tuple[int, ...],
    outer: int,
    inner: int,
) -> float:
    apart = head[list(upper)].mean(0) - head[list(lower)].mean(0)
    width = head[outer] - head[inner]
    return float(np.sqrt((apart @ apart) / max(float(width @ width), 1e-12)))


@system(Stage.SOLVE, when=fresh(Frame))
def measure_mesh(
    faces: Query[Read[Landmarks], Mut[FaceMeasures]],
    ruler: Res[MeshRuler],
) -> None:
    """Measure every mesh."""
    for face in faces:
        ruler(face[Landmarks].points, face[FaceMeasures].sizes)
