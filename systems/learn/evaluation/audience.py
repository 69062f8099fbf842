"""The trackers that watch: ours, and FaceLandmarker where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from systems.capture.frame import Image
from systems.learn.evaluation.landmarker import Landmarker
from systems.learn.evaluation.ours import watch
from systems.learn.evaluation.scene import RATE
from systems.learn.evaluation.seen import Seen
from systems.solve.calibration.settings import Calibration

OURS: Final = "Bunraku"
THEIRS: Final = "FaceLandmarker"


@dataclass(frozen=True)
class Audience:
    """Who watches.

    Attributes
    ----------
    peer : Landmarker or None
    calibration : Calibration
        Of our tracker; without a profile it learns the neutral face anew in every film.
    """

    peer: Landmarker | None = None
    calibration: Calibration = field(default_factory=Calibration)

    def watch(
        self, pictures: Iterator[Image], *, faces: int = 1, rate: float = RATE
    ) -> dict[str, Seen]:
        """Return what each tracker sees in a film; all see the same pictures."""
        if self.peer is None:
            return {OURS: watch(pictures, self.calibration, faces=faces, rate=rate)}
        beside = self.peer.beside(pictures, faces=faces, rate=rate)
        ours = watch(beside, self.calibration, faces=faces, rate=rate)
        return {OURS: ours, THEIRS: self.peer.seen()}
