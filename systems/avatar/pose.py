"""What the avatar does and from where it is seen."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

AHEAD = (0.0, 0.0, 1.0)
NECK = np.array([0.0, -0.085, -0.045])  # m, head frame; where the head turns on the neck
NEAR, FAR = 0.02, 20.0  # m


@dataclass
class Pose:
    """Weights, head pose and gaze of one moment.

    Attributes
    ----------
    weights : (52,)
        In the order of `topology.ARKIT`.
    head_rotation : (3, 3)
        Head to world, R = Ry(yaw) Rx(pitch) Rz(roll).
    head_translation : (3,)
        Of the head frame's origin, m.
    gaze_left, gaze_right : (3,)
        Unit vectors in the head frame.
    blush : float
        Extra red in the cheeks, 0..1.
    tint : (3,)
        Factor on every colour.
    time : float
        s. Springs, breath and moving textures of loaded avatars follow it.
    """

    weights: NDArray[np.floating] = field(default_factory=lambda: np.zeros(52, np.float32))
    head_rotation: NDArray[np.floating] = field(default_factory=lambda: np.eye(3))
    head_translation: NDArray[np.floating] = field(default_factory=lambda: np.zeros(3))
    gaze_left: NDArray[np.floating] = field(default_factory=lambda: np.array(AHEAD))
    gaze_right: NDArray[np.floating] = field(default_factory=lambda: np.array(AHEAD))
    blush: float = 0.0
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    time: float = 0.0


def seated(rotation: NDArray[np.floating]) -> Floats:
    """Return the translation that lets the head turn on a resting neck, (3,) m."""
    return np.asarray(NECK - rotation @ NECK)


def looking(direction: NDArray[np.floating]) -> Floats:
    """Return the shortest rotation that turns +Z to the unit vector `direction`, (3, 3)."""
    x, y, z = direction
    axis = np.array([[0, 0, x], [0, 0, y], [-x, -y, 0]])
    return np.asarray(np.eye(3) + axis + axis @ axis / (1 + max(float(z), -0.99)))


@dataclass(frozen=True)
class View:
    """A camera without roll.

    Attributes
    ----------
    eye, target : (x, y, z) m
        World positions of the camera and of what it looks at.
    fov : float
        Vertical field of view, radians.
    """

    eye: tuple[float, float, float]
    target: tuple[float, float, float]
    fov: float

    def matrix(self, aspect: float) -> Floats:
        """Return world to clip space, (4, 4), for a picture `aspect` times as wide as high."""
        back = np.subtract(self.eye, self.target)
        back = back / np.linalg.norm(back)
        right = np.cross([0, 1, 0], back)
        right /= np.linalg.norm(right)
        world = np.eye(4)
        world[:3, :3] = right, np.cross(back, right), back
        world[:3, 3] = -world[:3, :3] @ self.eye
        focal = 1 / np.tan(self.fov / 2)
        lens = np.zeros((4, 4))
        lens[0, 0], lens[1, 1] = focal / aspect, focal
        lens[2, 2:] = (FAR + NEAR) / (NEAR - FAR), 2 * FAR * NEAR / (NEAR - FAR)
        lens[3, 2] = -1
        return np.asarray(lens @ world)


def bust() -> View:
    """Return the view of head and shoulders of a head at the world's origin."""
    return View((0.0, 0.0, 1.05), (0.0, -0.004, 0.0), np.radians(20))


def whole() -> View:
    """Return the view of as much body as a built-in character has."""
    return View((0.0, -0.07, 1.75), (0.0, -0.07, 0.0), np.radians(20))


def tracker_view(fov: float) -> View:
    """Return the tracker's camera: at the world's origin, looking along -Z."""
    return View((0.0, 0.0, 0.0), (0.0, 0.0, -1.0), fov)
