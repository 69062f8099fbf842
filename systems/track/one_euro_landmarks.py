"""MediaPipe's smoothing of the mesh, as it is in VIDEO mode with one face.

Everything after ALIGN sees the smoothed points; the next crop follows the raw ones.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from engine import Array, Component, Mut, Query, Stage, column, fresh, system
from ext.one_euro import one_euro_step
from systems.capture.frame import Frame
from systems.components import Landmarks
from systems.track.mesh import POINTS, PRESENT

MIN_CUTOFF: Final = 0.05  # Hz
BETA: Final = 80.0  # Hz per face size a second
SLOPE_CUTOFF: Final = 1.0  # Hz
"""Source: the options of MediaPipe's face landmarker graph, Apache-2.0."""

SMALLEST: Final = 1e-6
"""Size of a face, px, below which points pass unfiltered. Source: the same."""

ROW: Final = np.zeros(1, np.intp)


class MeshFilter(Component):
    """State of the filter; leaves with `Landmarks`, so that a face found again starts afresh."""

    on = Landmarks
    value: Array = column(1, POINTS * 3, unit="px")
    slope: Array = column(1, POINTS * 3, unit="1/s")
    previous: Array = column(1, POINTS * 3, unit="px")
    at: Array = column(dtype="f8", unit="s", default=math.nan)  # NaN: no sample yet


@system(Stage.ALIGN, when=fresh(Frame))
def smooth_landmarks(faces: Query[Mut[Landmarks], Mut[MeshFilter]]) -> None:
    """Smooth every coordinate, the faster the less, in units of the face's size."""
    for face in faces:
        if face[Landmarks].presence > PRESENT:
            smooth(face[MeshFilter], face[Landmarks])


def smooth(state: MeshFilter, marks: Landmarks) -> None:
    """Advance one face's filter by `raw` and write the result to `points`.

    A picture that is not newer than the last one passes unfiltered and leaves the state alone.
    """
    sample, now = marks.raw.reshape(1, -1), float(marks.captured_at)
    dt = now - float(state.at)
    if math.isnan(dt):
        state.value[...] = state.previous[...] = sample
        state.slope[...] = 0
        state.at[...] = now
        return
    size = float(np.ptp(marks.raw[:, :2], axis=0).sum()) / 2
    if dt <= 0 or size < SMALLEST:
        return
    one_euro_step(
        state.value,
        state.slope,
        sample,
        ROW,
        dt=dt,
        min_cutoff=MIN_CUTOFF,
        beta=BETA,
        slope_cutoff=SLOPE_CUTOFF,
        previous=state.previous,
        scale=size,
    )
    state.at[...] = now
    marks.points[...] = state.value.reshape(POINTS, 3)
