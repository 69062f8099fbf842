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
    outward : float
        How far it lies to the temple's side of that middle. Without it the eyes of two people on
        film and of our own characters part by 7 to 13 degrees; with it they cross by 5 to 9, and
        looking at the camera asks for 5 to 6.
    shut, open : float
        Lid openings (`lids.Lids.opening`) between which an eye goes from hidden to plainly seen.
    seen, hidden : float
        Angles between the face and the line of sight, turning away, over which the nose and the
        eyeball's own curve come to hide the far eye: beyond 20 degrees it errs by 10 to 15.
    nearest : float
        Largest angle at which the eyes cross, looking at a finger held up; they never part.
    doubt : float
        How far from the last gaze one eye may be before the other is believed rather: a glint on
        glasses moves one iris, a glance moves both.
    """

    radius: float = 12e-3
    depth: float = 7.5e-3
    rise: float = 1.4e-3
    outward: float = 1.6e-3
    shut: float = 0.45
    open: float = 0.65
    seen: float = math.radians(10)
    hidden: float = math.radians(45)
    nearest: float = math.radians(25)
    doubt: float = math.radians(12)

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
        Left, right: one height, and apart by no more than a pair of eyes can be.
    combined : (3,) float64
        Mean of the eyes, each as far as it is seen.
    confidence : (2,) float64
        0 hidden .. 1 plainly seen; left, right.
    parting : (2,) float64
        What the left eye was measured to look to the subject's left, and up, of the right, rad.
    """

    eyes: Matrix
    combined: Matrix
    confidence: Matrix
    parting: Matrix


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
        opening: NDArray[np.floating],
        camera: Pinhole,
        rotation: Matrix,
        translation: Matrix,
        place: NDArray[np.floating] | None = None,
        last: NDArray[np.floating] | None = None,
    ) -> GazeSample:
        """Return where the eyes look.

        Parameters
        ----------
        points : (478, 3) float
            Image landmarks, pixels.
        opening : (2,) float
            How far the lids are open, of how far they stand open; left, right.
        camera : Pinhole
            Where they were seen.
        rotation, translation : (3, 3), (3,) float64
            Head to world, metres.
        place : (2, 2) float, optional
            How far this person's eyeballs lie beyond the model's: left, right; outward, up; m.
        last : (3,) float, optional
            The combined gaze before this one.

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
        centres = (corners[::2] + corners[1::2]) / 2 + self._place(place)
        eyes = angles_of(_unit(_on_sphere(origin - centres, rays[4:], self.model.reach)))
        confidence = _ramp(np.asarray(opening, np.float64), self.model.shut, self.model.open)
        confidence *= self._view_confidence(origin - centres)
        combined = self._believed(eyes, confidence, last) @ eyes
        paired = self._paired(eyes, combined, confidence)
        return GazeSample(toward(paired), toward(combined), confidence, eyes[0] - eyes[1])

    def _place(self, own: NDArray[np.floating] | None) -> Matrix:
        """Return where the eyeballs' centres lie from the corners' middles, (2, 3)."""
        model, beyond = self.model, np.zeros((2, 2)) if own is None else own
        outward, up = (np.array((model.outward, model.rise)) + beyond).T
        return np.column_stack([outward * (1, -1), up, np.full(2, -model.depth)])

    def _view_confidence(self, to_camera: Matrix) -> Matrix:
        """Fade out the eye on the side to which the head has turned."""
        angle = np.arctan2(to_camera[:, 0], to_camera[:, 2]) * np.array((-1.0, 1.0))
        return _ramp(angle, self.model.hidden, self.model.seen)

    def _believed(
        self, eyes: Matrix, confidence: Matrix, last: NDArray[np.floating] | None
    ) -> Matrix:
        """Return each eye's part in the combined gaze, (2,); sum 1."""
        weights = confidence if confidence.any() else np.ones(2)
        if last is not None and last.any() and np.isfinite(last).all():
            away = eyes - angles_of(np.asarray(last, np.float64)[None])
            weights = weights / (1 + np.vecdot(away, away) / self.model.doubt**2)
        return np.asarray(weights / weights.sum())

    def _paired(self, eyes: Matrix, combined: Matrix, confidence: Matrix) -> Matrix:
        """Return the eyes' angles (2, 2) at one height, crossed as measured but never parted."""
        crossing = min(max(eyes[1, 0] - eyes[0, 0], 0.0), self.model.nearest)
        crossing *= confidence.min()
        shares = confidence / max(confidence.sum(), 1e-9)
        paired = np.array((combined, combined))
        paired[:, 0] += crossing * np.array((-shares[1], shares[0]))
        return paired


def angles_of(gaze: Matrix) -> Matrix:
    """Return how far unit vectors (N, 3) look to the subject's left and up, (N, 2) rad."""
    aside = np.arctan2(gaze[:, 0], gaze[:, 2])
    return np.column_stack([aside, np.arcsin(np.clip(gaze[:, 1], -1, 1))])


def toward(angles: Matrix) -> Matrix:
    """Return the unit vectors (..., 3) of angles (..., 2) as of `angles_of`."""
    (sine, rise), (cosine, flat) = np.sin(angles).T, np.cos(angles).T
    return np.asarray(np.stack([sine * flat, rise, cosine * flat], axis=-1))


def _along(directions: Matrix, vectors: Matrix) -> Matrix:
    """Return the part of each vector (N, 3) along its unit direction (N, 3)."""
    return np.asarray(np.vecdot(vectors, directions)[:, None] * directions)


def _on_sphere(origin: Matrix, direction: Matrix, radius: float) -> Matrix:
    """Return where rays (N, 3) first meet a sphere around zero, or pass nearest to it."""
    along = np.vecdot(origin, direction)
    clearance = along**2 - np.vecdot(origin, origin) + radius**2
    reach = -along - np.sqrt(np.maximum(clearance, 0))
    return np.asarray(origin + reach[:, None] * direction)


def _ramp(value: Matrix, low: float, high: float) -> Matrix:
    return np.asarray(np.minimum(np.maximum((value - low) / (high - low), 0), 1))


def _unit(vectors: Matrix) -> Matrix:
    return np.asarray(vectors / np.sqrt(np.vecdot(vectors, vectors))[:, None])
