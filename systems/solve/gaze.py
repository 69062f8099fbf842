"""Gaze: where the iris sits on an eyeball that moves with the head."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.solve.camera import Pinhole
from systems.solve.canonical import CanonicalFace
from systems.topology import EYE_CORNERS, LEFT_IRIS, RIGHT_IRIS

Matrix = NDArray[np.float64]

IRISES: Final = np.array([LEFT_IRIS[0], RIGHT_IRIS[0]])
SEEN: Final = np.concatenate([EYE_CORNERS, IRISES])

LIMBUS: Final = 5.85e-3
"""Radius of the iris's rim, metres: half of 11.7 mm, the adult mean that MediaPipe Iris uses."""


@dataclass(frozen=True, slots=True)
class EyeballModel:
    """The eyeball in the face, metres and radians.

    Attributes
    ----------
    radius : float
        Of the eyeball. Adults: 24.2 mm across (Bekerman, Gottlieb & Vaiman, J. Ophthalmol. 2014).
    depth : float
        How far its centre lies behind the middle of the eye corners. Among 6, 7.5 and 9 mm this one
        leaves the least of a head turn in the gaze of people who keep looking into the lens.
    rise : float
        How far its centre lies above that middle: the corners hang below the pupil. 1.4 +- 0.5 mm
        over ten people who look into the lens.
    shut, open : float
        Lid ratios (`eyes.lid_ratio`) between which an eye goes from hidden to plainly seen.
    seen, hidden : float
        Angles between the face and the line of sight, turning away, over which the nose and the
        eyeball's own curve come to hide the far eye.
    """

    radius: float = 12e-3
    depth: float = 7.5e-3
    rise: float = 1.4e-3
    shut: float = 0.10
    open: float = 0.18
    seen: float = math.radians(40)
    hidden: float = math.radians(60)

    @property
    def reach(self) -> float:
        """Distance from the eyeball's centre to the middle of the iris's rim, a chord."""
        return math.sqrt(self.radius**2 - LIMBUS**2)


@dataclass(frozen=True, slots=True)
class GazeSample:
    """Gaze of one face; unit vectors in the head frame.

    Attributes
    ----------
    eyes : (2, 3) float64
        Left, right. A hidden eye takes the direction of the other.
    combined : (3,) float64
        Mean of the eyes, each as far as it is seen.
    confidence : (2,) float64
        0 hidden .. 1 plainly seen; left, right.
    """

    eyes: Matrix
    combined: Matrix
    confidence: Matrix


class GazeFit:
    """Measures gaze from irises, eye corners and head pose.

    Parameters
    ----------
    face : CanonicalFace
        Says how deep in the head the eye corners lie.
    model : EyeballModel
        The eyeball's size and place.
    """

    def __init__(self, face: CanonicalFace, model: EyeballModel | None = None) -> None:
        self.model = model or EyeballModel()
        self.corners = face.vertices[EYE_CORNERS]

    def __call__(
        self,
        points: NDArray[np.floating],
        lid_ratio: NDArray[np.floating],
        camera: Pinhole,
        rotation: Matrix,
        translation: Matrix,
    ) -> GazeSample:
        """Return where the eyes look.

        Parameters
        ----------
        points : (478, 3) float
            Image landmarks, pixels.
        lid_ratio : (2,) float
            Lid opening over eye width; left, right.
        camera : Pinhole
            Where they were seen.
        rotation, translation : (3, 3), (3,) float64
            Head to world, metres.

        Notes
        -----
        The lines of sight to corners and iris are taken into the head frame, so the head's own turn
        cancels. Each corner is where its line passes nearest to the canonical one; the corners'
        middle carries the eyeball's centre c. The line to the iris meets the sphere of radius
        `EyeballModel.reach` around c in p, and the gaze is (p - c) / |p - c|. A line that passes by
        the sphere is clipped to its nearest point.
        Both angles come from one vector: neither leaks into the other. Source of the model: Wang,
        Shi, Xia & Chai, "Realtime 3D eye gaze animation using a single RGB camera", ACM Trans.
        Graph. 35(4), 2016.
        """
        origin = -translation @ rotation
        rays = _unit(camera.rays(points[SEEN]) @ rotation)
        corners = origin + _along(rays[:4], self.corners - origin)
        centres = (corners[::2] + corners[1::2]) / 2
        centres += (0, self.model.rise, -self.model.depth)
        eyes = _unit(_on_sphere(origin - centres, rays[4:], self.model.reach))
        confidence = self._lid_confidence(lid_ratio) * self._view_confidence(origin - centres)
        combined = _blend(eyes, confidence)
        eyes = _unit(confidence[:, None] * eyes + (1 - confidence[:, None]) * combined)
        return GazeSample(eyes, combined, confidence)

    def _lid_confidence(self, lid_ratio: NDArray[np.floating]) -> Matrix:
        return _ramp(np.asarray(lid_ratio, np.float64), self.model.shut, self.model.open)

    def _view_confidence(self, to_camera: Matrix) -> Matrix:
        """Fade out the eye on the side to which the head has turned."""
        angle = np.arctan2(to_camera[:, 0], to_camera[:, 2]) * np.array((-1.0, 1.0))
        return _ramp(angle, self.model.hidden, self.model.seen)


def _along(directions: Matrix, vectors: Matrix) -> Matrix:
    """Return the part of each vector (N, 3) along its unit direction (N, 3)."""
    return np.asarray(np.vecdot(vectors, directions)[:, None] * directions)


def _on_sphere(origin: Matrix, direction: Matrix, radius: float) -> Matrix:
    """Return where rays (N, 3) first meet a sphere around zero, or pass nearest to it."""
    along = np.vecdot(origin, direction)
    clearance = along**2 - np.vecdot(origin, origin) + radius**2
    reach = -along - np.sqrt(np.maximum(clearance, 0))
    return np.asarray(origin + reach[:, None] * direction)


def _blend(eyes: Matrix, confidence: Matrix) -> Matrix:
    """Return the mean direction, each eye as far as it is seen; both where none is."""
    weights = confidence if confidence.any() else np.ones(2)
    return np.asarray(_unit((weights @ eyes)[None])[0])


def _ramp(value: Matrix, low: float, high: float) -> Matrix:
    return np.asarray(np.minimum(np.maximum((value - low) / (high - low), 0), 1))


def _unit(vectors: Matrix) -> Matrix:
    return np.asarray(vectors / np.sqrt(np.vecdot(vectors, vectors))[:, None])
