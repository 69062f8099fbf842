"""What a calibration sees: weights, measures and patches of every picture, by its part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine import Changed, Query, Read, Res, ResMut, Stage, fresh, system
from ext.mesh_normalize import NUMBERS, mesh_normalize
from systems.capture.frame import Frame
from systems.components import Blendshapes, HeadPose, Landmarks
from systems.solve.calibration.measures import FaceMeasures
from systems.solve.calibration.running import frontal

Floats = NDArray[np.float32]

WHOLE: Final = "whole"
"""Part of a source that nobody directs."""


@dataclass
class Seen:
    """What one part showed: (T, 52), (T, 8), (T, 450)."""

    weights: list[Floats] = field(default_factory=list)
    measures: list[Floats] = field(default_factory=list)
    patches: list[Floats] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.weights)


@dataclass
class Lesson:
    """The resource that gathers them.

    Attributes
    ----------
    part_of : function of Frame and a face or None to str or None
        Which part a picture belongs to; None passes it over.
    turned : bool
        Whether to take turned heads too: who was asked to show a face means it as it is.
    seen : dict of str to Seen
    """

    part_of: Callable[[Frame, object], str | None] = lambda *_: WHOLE
    turned: bool = False
    seen: dict[str, Seen] = field(default_factory=dict)

    def add(self, part: str, weights: Floats, measures: Floats, points: Floats) -> None:
        """Keep one picture's numbers."""
        patches = np.zeros((1, NUMBERS), np.float32)
        mesh_normalize(points[None], patches)
        seen = self.seen.setdefault(part, Seen())
        seen.weights.append(weights.copy())
        seen.measures.append(measures.copy())
        seen.patches.append(patches[0])


@system(Stage.CALIBRATE, when=fresh(Frame))
def take_lesson(
    faces: Query[
        Read[Landmarks],
        Read[Blendshapes],
        Changed[Blendshapes],
        Read[HeadPose],
        Read[FaceMeasures],
    ],
    frame: Res[Frame],
    lesson: ResMut[Lesson],
) -> None:
    """Keep what the net and the mesh say of the face, before anything is smoothed."""
    face = faces.first()
    part = lesson.part_of(frame, face)
    if part is None or face is None:
        return
    weights, measures = face[Blendshapes].weights, face[FaceMeasures].sizes
    known = np.isfinite(weights).all() and np.isfinite(measures).all()
    if known and (lesson.turned or frontal(face[HeadPose])):
        lesson.add(part, weights, measures, face[Landmarks].points)
