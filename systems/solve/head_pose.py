"""Head pose from points of the face and their depths, each by what it tells of the skull.

The only file in which OpenCV's camera frame (x right, y down, z forward) appears.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from systems.solve.camera import Pinhole
from systems.solve.pose_models import PoseModel
from systems.solve.reprojection import Descent, refine, sight

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

FLIP: Final = np.diag([1.0, -1.0, -1.0])
"""OpenCV's camera frame to the world, and back."""


@dataclass(frozen=True, slots=True)
class PoseTuning:
    """When a pose is believed.

    Attributes
    ----------
    largest_error : float
        Root mean square distance, metres on the face, between the seen points and the posed ones.
        Measured on three people and four drawn faces: 2 to 8 mm; a mesh that has slipped off its
        face, by far more.
    nearest : float
        Metres from the camera: no face that is nearer is in the picture as a whole.
    """

    largest_error: float = 0.015
    nearest: float = 0.1


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the head is.

    Attributes
    ----------
    rotation : (3, 3) float64
        Head to world.
    translation : (3,) float64
        The canonical face's origin in the world, metres; Z is negative.
    error : float
        Root mean square reprojection error, pixels.
    trusted : bool
        The error is within `PoseTuning.largest_error`.
    """

    rotation: Matrix
    translation: Vector
    error: float
    trusted: bool


class PoseFit:
    """Solves head poses of a rigid model.

    Parameters
    ----------
    model : PoseModel
        The points that are posed.
    tuning : PoseTuning
        When a pose is believed.
    descent : Descent
        Loss and end of the search.
    """

    def __init__(
        self,
        model: PoseModel,
        tuning: PoseTuning | None = None,
        descent: Descent | None = None,
    ) -> None:
        self.model = model
        self.tuning = tuning or PoseTuning()
        self.descent = descent or Descent()

    def __call__(
        self, points: NDArray[np.floating], camera: Pinhole, guess: Pose | None = None
    ) -> Pose:
        """Pose the head so that its points meet the seen ones, in the picture and in depth.

        Parameters
        ----------
        points : (478, 3) or (468, 3) float
            Image landmarks, pixels; z at the scale of x, smaller is nearer.
        camera : Pinhole
            Where they were seen.
        guess : Pose or None
            The head's last pose. Without one, or where it leads nowhere, the search starts cold.

        Returns
        -------
        Pose
            The better of the two, `trusted` or not. Points that coincide or are no numbers pose
            nothing: the head stays at the camera, not trusted.

        Notes
        -----
        `reprojection.refine` from the guess, about 0.1 ms; cold starts by Terzakis & Lourakis, "A
        consistently fast and globally optimal solution to the perspective-n-point problem", ECCV
        2020 (SQPnP).
        """
        mesh = points[self.model.rows].astype(np.float64)
        try:
            if guess is not None and guess.trusted:
                pose = self._refine(mesh, camera, guess.rotation, guess.translation)
                if pose.trusted:
                    return pose
            return self._refine(mesh, camera, *self._search(mesh[:, :2], camera))
        except (cv2.error, np.linalg.LinAlgError):
            return Pose(np.eye(3), np.zeros(3), math.inf, trusted=False)

    def judge(
        self, points: NDArray[np.floating], camera: Pinhole, rotation: Matrix, translation: Vector
    ) -> Pose:
        """Return a pose that was found otherwise, with its error and whether it is trusted."""
        pixels = points[self.model.rows, :2].astype(np.float64)
        return self._pose(pixels, camera, rotation, translation)

    def _search(self, pixels: Matrix, camera: Pinhole) -> tuple[Matrix, Vector]:
        _, turn, shift = cv2.solvePnP(
            self.model.points,
            np.ascontiguousarray(pixels),
            camera.matrix,
            None,
            flags=cv2.SOLVEPNP_SQPNP,
        )
        return FLIP @ cv2.Rodrigues(turn)[0], FLIP @ shift.ravel()

    def _refine(self, mesh: Matrix, camera: Pinhole, rotation: Matrix, translation: Vector) -> Pose:
        model, seen = self.model, sight(mesh, camera)
        rotation, translation = refine(
            model.points, model.influence, seen, rotation, translation, self.descent
        )
        return self._pose(mesh[:, :2], camera, rotation, translation)

    def _pose(self, pixels: Matrix, camera: Pinhole, rotation: Matrix, translation: Vector) -> Pose:
        distance = -float(translation[2])
        if not distance > self.tuning.nearest:
            return Pose(rotation, translation, math.inf, trusted=False)
        miss = camera.project(self.model.points @ rotation.T + translation) - pixels
        error = math.sqrt(np.vdot(miss, miss) / len(miss))
        allowed = self.tuning.largest_error * camera.focal / distance
        return Pose(rotation, translation, error, trusted=error <= allowed)
