"""Gaze: where the iris sits on an eyeball that moves with the head."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from systems.ramp import ramp
from systems.solve.camera import Pinhole
from systems.solve.canonical import CanonicalFace
from systems.solve.eyeball_model import EyeballModel
from systems.topology import EYE_CORNERS, LEFT_IRIS, RIGHT_IRIS

Matrix = NDArray[np.float64]
Point = list[float]  # x, y, z in the head frame, m

IRISES: Final = np.array([LEFT_IRIS[0], RIGHT_IRIS[0]])
SEEN: Final = np.concatenate([EYE_CORNERS, IRISES])


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


class _View(NamedTuple):
    """One eye as it is seen."""

    angles: tuple[float, float]
    """How far it looks to the subject's left and up, rad."""
    turned: float
    """How far it is turned away from the camera, rad; the nose comes between where positive."""


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
        self.corners = face.vertices[EYE_CORNERS].reshape(2, 2, 3).tolist()  # by eye, left first

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
        the sphere is clipped to its nearest point, a gaze beyond what eyes can do to its farthest.
        Both angles come from one vector: neither leaks into the other. Source of the model: Wang,
        Shi, Xia & Chai, "Realtime 3D eye gaze animation using a single RGB camera", ACM Trans.
        Graph. 35(4), 2016.
        """
        # Of two eyes and six rays, plain floats take a third of numpy's time.
        rays = (camera.rays(points[SEEN]) @ rotation).tolist()
        origin = (-translation @ rotation).tolist()
        places = self._places(place)
        views = [
            self._view(origin, rays[2 * i : 2 * i + 2], rays[4 + i], i, places[i]) for i in (0, 1)
        ]
        confidence = [self._confidence(float(opening[i]), views[i]) for i in (0, 1)]
        (left, up_left), (right, up_right) = views[0].angles, views[1].angles
        part = self._believed(views, confidence, last)
        combined = left + part * (right - left), up_left + part * (up_right - up_left)
        paired = self._paired(right - left, combined, confidence)
        directions = np.array([toward(*angles) for angles in (*paired, combined)])
        parting = np.array((left - right, up_left - up_right))
        return GazeSample(directions[:2], directions[2], np.array(confidence), parting)

    def _places(self, own: NDArray[np.floating] | None) -> list[list[float]]:
        """Return where the eyeballs' centres lie from the corners' middles; left, right."""
        model = self.model
        beyond = [[0.0, 0.0]] * 2 if own is None else own.tolist()
        return [
            [side * (model.outward + outward), model.rise + up, -model.depth]
            for side, (outward, up) in zip((1, -1), beyond, strict=True)
        ]

    def _view(
        self, origin: Point, corner_rays: list[Point], ray: Point, eye: int, place: Point
    ) -> _View:
        """Return what one eye (0 left, 1 right) looks like from the camera at `origin`."""
        to_camera = [-p for p in place]
        for corner_ray, corner in zip(corner_rays, self.corners[eye], strict=True):
            aim = [c - o for c, o in zip(corner, origin, strict=True)]
            share = 0.5 * _dot(aim, corner_ray) / _dot(corner_ray, corner_ray)
            for k in range(3):
                to_camera[k] -= share * corner_ray[k]
        turned = math.atan2(to_camera[0], to_camera[2]) * (1 if eye else -1)
        aside, up = aside_up(_on_sphere(to_camera, ray, self.model.reach))
        share = self.model.farthest / max(math.hypot(aside, up), self.model.farthest)
        return _View((share * aside, share * up), turned)

    def _confidence(self, opening: float, view: _View) -> float:
        """Return how well an eye is seen: fading as it shuts, turns away, or turns impossibly."""
        model = self.model
        lid = ramp(opening, model.shut, model.open)
        possible = ramp(math.hypot(*view.angles), model.farthest, model.usual)
        return lid * ramp(view.turned, model.hidden, model.seen) * possible

    def _believed(
        self, views: list[_View], confidence: list[float], last: NDArray[np.floating] | None
    ) -> float:
        """Return the right eye's part in the combined gaze."""
        left, right = confidence if any(confidence) else (1.0, 1.0)
        if last is not None and last.any() and np.isfinite(last).all():
            before = aside_up(last.tolist())
            left /= 1 + (math.dist(views[0].angles, before) / self.model.doubt) ** 2
            right /= 1 + (math.dist(views[1].angles, before) / self.model.doubt) ** 2
        return right / (left + right)

    def _paired(
        self, crossing: float, combined: tuple[float, float], confidence: list[float]
    ) -> list[tuple[float, float]]:
        """Return the eyes' angles at one height, crossed as measured but never parted."""
        crossing = min(max(crossing, 0.0), self.model.nearest) * min(confidence)
        total = max(sum(confidence), 1e-9)
        aside, up = combined
        left = aside - crossing * confidence[1] / total
        return [(left, up), (aside + crossing * confidence[0] / total, up)]


def toward(aside: float, up: float) -> Point:
    """Return the unit vector that looks `aside` to the subject's left and `up`, rad."""
    flat = math.cos(up)
    return [math.sin(aside) * flat, math.sin(up), math.cos(aside) * flat]


def _on_sphere(origin: Point, ray: Point, radius: float) -> Point:
    """Return where a ray first meets a sphere around zero, or passes nearest to it."""
    squared = _dot(ray, ray)
    along = _dot(origin, ray) / squared
    clearance = along * along - (_dot(origin, origin) - radius * radius) / squared
    reach = -along - math.sqrt(max(clearance, 0.0))
    return [o + reach * r for o, r in zip(origin, ray, strict=True)]


def aside_up(vector: Point) -> tuple[float, float]:
    """Return how far a vector (3) looks to the subject's left and up, rad: `toward` undone."""
    x, y, z = vector
    return math.atan2(x, z), math.atan2(y, math.hypot(x, z))


def _dot(a: Point, b: Point) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
