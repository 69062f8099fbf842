"""From wheel and mouse to the camera that looks at the avatar."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from systems.avatar.pose import Floats, View

ZOOM_PER_NOTCH = 0.9
"""Distance after one notch of the wheel, over the distance before it."""

NEAREST, FARTHEST = 0.3, 8.0
"""Bounds of the distance, over the distance at rest: nearer, the head meets the near plane."""

STEEPEST = math.radians(80)
"""Bound of the pitch: the camera has no roll and must not look along its own up."""

TURN_PER_HEIGHT = math.pi
"""Radians of orbit for a drag over the window's height."""

WANDER = 2.0
"""Bound of the shift, in heights of the picture at rest: the avatar can always be dragged back."""


@dataclass(frozen=True)
class ViewControl:
    """A camera on its way round the avatar, relative to the view at rest.

    Drags are in heights of the window, right and down, so that they feel alike at every size; what
    is dragged follows the mouse.

    Attributes
    ----------
    yaw, pitch : float
        rad; how far the camera has gone round to the subject's left, and up.
    distance : float
        From the target, over the distance at rest.
    shift : (right, up)
        Of the target, in heights of the picture at rest.
    full : bool
        The view at rest is of the whole body.
    """

    yaw: float = 0.0
    pitch: float = 0.0
    distance: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)
    full: bool = False

    def zoomed(self, notches: float) -> ViewControl:
        """Return this control nearer by `notches` of the wheel; negative ones go away."""
        distance = self.distance * ZOOM_PER_NOTCH**notches
        return replace(self, distance=min(max(distance, NEAREST), FARTHEST))

    def orbited(self, right: float, down: float) -> ViewControl:
        """Return this control after a drag that turns the avatar."""
        pitch = self.pitch + TURN_PER_HEIGHT * down
        yaw = math.remainder(self.yaw - TURN_PER_HEIGHT * right, math.tau)
        return replace(self, yaw=yaw, pitch=min(max(pitch, -STEEPEST), STEEPEST))

    def panned(self, right: float, down: float) -> ViewControl:
        """Return this control after a drag that moves the avatar across the picture."""
        x, y = self.shift
        x = min(max(x - right * self.distance, -WANDER), WANDER)
        y = min(max(y + down * self.distance, -WANDER), WANDER)
        return replace(self, shift=(x, y))

    def reset(self) -> ViewControl:
        """Return this control at rest; what it frames stays."""
        return ViewControl(full=self.full)

    def framing_other(self) -> ViewControl:
        """Return a control at rest that frames the body instead of the bust, or the bust."""
        return ViewControl(full=not self.full)

    def view(self, rest: View) -> View:
        """Return the camera, from the view at rest of what is framed."""
        target, arm = np.array(rest.target), np.subtract(rest.eye, rest.target)
        height = 2 * math.tan(rest.fov / 2) * float(np.linalg.norm(arm))
        right, up, back = _axes(arm, self.yaw, self.pitch)
        target = target + height * (self.shift[0] * right + self.shift[1] * up)
        eye = target + self.distance * float(np.linalg.norm(arm)) * back
        return View(_triple(eye), _triple(target), rest.fov)


def _axes(arm: Floats, yaw: float, pitch: float) -> tuple[Floats, Floats, Floats]:
    """Return the camera's right, up and back, unit vectors, after an orbit from `arm`."""
    x, y, z = arm / np.linalg.norm(arm)
    yaw += math.atan2(x, z)
    pitch = min(max(pitch + math.asin(y), -STEEPEST), STEEPEST)
    across, height = math.cos(pitch), math.sin(pitch)
    back = np.array((math.sin(yaw) * across, height, math.cos(yaw) * across))
    right = np.array((math.cos(yaw), 0.0, -math.sin(yaw)))
    return right, np.cross(back, right), back


def _triple(vector: Floats) -> tuple[float, float, float]:
    x, y, z = vector
    return float(x), float(y), float(z)
