"""The head by another pose model, on the same meshes: what it errs and leaks beside the first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine import World
from systems.solve.camera import Pinhole
from systems.solve.canonical import read_canonical_face
from systems.solve.head_pose import Pose, PoseFit
from systems.solve.pose_models import pose_model
from systems.solve.smooth import RigidFilter, Smoothing, advance_rigid
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
        self._smoothing, world = Smoothing(), World()
        self._state = world.value(world.spawn(RigidFilter), RigidFilter)

    def rotation(self, points: NDArray[np.floating], camera: Pinhole, at: float) -> Floats:
        """Return head to world (3, 3) at `at`, s; NaN before the first that can be trusted."""
        self._last, state = self._fit(points, camera, self._last), self._state
        if self._last.trusted:
            rotation, translation = self._last.rotation, self._last.translation
            advance_rigid(state, rotation, translation, np.array(at), self._smoothing)
        return np.where(np.isnan(state.at), np.nan, state.rotation)
