"""Head pose by Perspective-n-Point on the part of the face that expressions do not move.

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
from systems.solve.canonical import CanonicalFace

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

RIGID: Final = np.array(
    [
        *(33, 133, 263, 362),  # eye corners: ligaments hold them to the skull
        *(168, 6, 197, 195, 5, 4, 1),  # nose, bridge to tip: the depth that pitch and yaw need
        *(98, 327, 2),  # nose wings and base
        *(127, 356, 234, 454),  # temples and ears: the widest points, so the steadiest roll
        *(10, 67, 297),  # top of the forehead, above what the brows fold
    ],
    np.intp,
)
"""(21,) mesh points. No lid, brow, cheek, lip or jaw."""

FLIP: Final = np.diag([1.0, -1.0, -1.0])
"""OpenCV's camera frame to the world, and back."""


@dataclass(frozen=True, slots=True)
class PoseTuning:
    """When a pose is believed.

    Attributes
    ----------
    largest_error : float
        Root mean square distance, metres on the face, between the seen points and the posed ones.
        Faces differ from the canonical one by 3 to 9 mm (measured on 13 people); a mesh that has
        slipped off its face, by far more.
    """

    largest_error: float = 0.015


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
    """Solves head poses of the canonical face.

    Parameters
    ----------
    face : CanonicalFace
        The face whose rigid points are posed.
    tuning : PoseTuning
        When a pose is believed.
    """

    def __init__(self, face: CanonicalFace, tuning: PoseTuning | None = None) -> None:
        self.model = np.ascontiguousarray(face.vertices[RIGID])
        self.tuning = tuning or PoseTuning()

    def __call__(
        self, points: NDArray[np.floating], camera: Pinhole, guess: Pose | None = None
    ) -> Pose:
        """Pose the head so that its rigid points meet the seen ones.

        Parameters
        ----------
        points : (478, 3) or (468, 3) float
            Image landmarks, pixels.
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
        Levenberg-Marquardt on the reprojection error from the guess, about 0.1 ms; cold starts by
        Terzakis & Lourakis, "A consistently fast and globally optimal solution to the
        perspective-n-point problem", ECCV 2020 (SQPnP).
        """
        pixels = points[RIGID, :2].astype(np.float64)
        try:
            if guess is not None and guess.trusted:
                pose = self._refine(pixels, camera, guess)
                if pose.trusted:
                    return pose
            return self._refine(pixels, camera, self._search(pixels, camera))
        except cv2.error:
            return Pose(np.eye(3), np.zeros(3), math.inf, trusted=False)

    def judge(
        self, points: NDArray[np.floating], camera: Pinhole, rotation: Matrix, translation: Vector
    ) -> Pose:
        """Return a pose that was found otherwise, with its error and whether it is trusted."""
        pixels = points[RIGID, :2].astype(np.float64)
        return self._pose(pixels, camera, rotation, translation)

    def _search(self, pixels: Matrix, camera: Pinhole) -> Pose:
        _, turn, shift = cv2.solvePnP(
            self.model, pixels, camera.matrix, None, flags=cv2.SOLVEPNP_SQPNP
        )
        return self._from_opencv(pixels, camera, turn, shift)

    def _refine(self, pixels: Matrix, camera: Pinhole, start: Pose) -> Pose:
        turn, _ = cv2.Rodrigues(FLIP @ start.rotation)
        shift = (FLIP @ start.translation)[:, None]
        cv2.solvePnP(self.model, pixels, camera.matrix, None, turn, shift, True)  # noqa: FBT003
        return self._from_opencv(pixels, camera, turn, shift)

    def _from_opencv(self, pixels: Matrix, camera: Pinhole, turn: Matrix, shift: Matrix) -> Pose:
        return self._pose(pixels, camera, FLIP @ cv2.Rodrigues(turn)[0], FLIP @ shift.ravel())

    def _pose(self, pixels: Matrix, camera: Pinhole, rotation: Matrix, translation: Vector) -> Pose:
        distance = -float(translation[2])
        if distance <= 0:
            return Pose(rotation, translation, math.inf, trusted=False)
        miss = camera.project(self.model @ rotation.T + translation) - pixels
        error = math.sqrt(np.vdot(miss, miss) / len(miss))
        allowed = self.tuning.largest_error * camera.focal / distance
        return Pose(rotation, translation, error, trusted=error <= allowed)
