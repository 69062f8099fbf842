"""The head by another pose model, on the same meshes: what it errs and leaks beside the first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from systems.solve.camera import Pinhole
from systems.solve.canonical import read_canonical_face
from systems.solve.head_pose import Pose, PoseFit
from systems.solve.one_euro import turn_step
from systems.solve.pose_models import pose_model
from systems.solve.smooth import Smoothing
from systems.track.store import Store

Floats = NDArray[np.float64]


class OtherModel:
    """Poses one head by a model of its own, and smooths it as every head is.

    Parameters
    ----------
    name : str
        As ``--pose-model`` has it.

    Raises
    ------
    ModelError
        If the face model is not there and cannot be installed.
    """

    def __init__(self, name: str) -> None:
        self._fit = PoseFit(pose_model(name, read_canonical_face(Store().path("face_landmarker"))))
        self._last: Pose | None = None
        self._rotation, self._turning = np.full((3, 3), np.nan), np.zeros(3)
        self._at, self._age = np.nan, 0.0

    def rotation(self, points: NDArray[np.floating], camera: Pinhole, at: float) -> Floats:
        """Return head to world (3, 3) at `at`, s; NaN before the first that can be trusted."""
        self._last = self._fit(points, camera, self._last)
        if self._last.trusted:
            self._smooth(self._last.rotation, at)
        return self._rotation.copy()

    def _smooth(self, rotation: Floats, at: float) -> None:
        if np.isnan(self._at):
            self._rotation[...] = rotation
        elif at > self._at:
            dt, turn = at - self._at, Smoothing().turn
            self._age += dt
            turn_step(self._rotation, self._turning, rotation, dt=dt, tuning=turn, age=self._age)
        self._at = at
