"""Where the eyes look: range maps from gaze to eye bones or to expressions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from systems.avatar.gltf.quaternions import multiply, turn


@dataclass(frozen=True)
class RangeMap:
    """How far the eye follows the gaze.

    Attributes
    ----------
    most : float
        Angle, degrees, beyond which the eye follows no further.
    scale : float
        Output there: degrees of a bone, or the weight of an expression.
    """

    most: float = 90.0
    scale: float = 10.0

    def __call__(self, angle: float) -> float:
        """Return the output at an angle in degrees, whose sign does not matter.

        Examples
        --------
        >>> RangeMap(90, 10)(45.0), RangeMap(0, 10)(1.0), RangeMap(0, 10)(0.0)
        (5.0, 10, 0.0)
        """
        if self.most <= 0:
            return self.scale if angle else 0.0
        return min(abs(angle), self.most) / self.most * self.scale


@dataclass(frozen=True)
class LookAt:
    """The lookAt of a VRM; `offset` is the eyes' place in the head bone's rest frame, m."""

    kind: Literal["bone", "expression"] = "bone"
    inner: RangeMap = RangeMap()
    outer: RangeMap = RangeMap()
    down: RangeMap = RangeMap()
    up: RangeMap = RangeMap()
    offset: tuple[float, float, float] = (0.0, 0.06, 0.0)

    def eye(self, gaze: ArrayLike, *, left: bool) -> NDArray[np.float64]:
        """Return the turn (4,) of an eye, in model axes, that looks along `gaze` (head frame)."""
        yaw, pitch = yaw_pitch(gaze)
        outwards = (yaw > 0) == left
        yaw = np.copysign((self.outer if outwards else self.inner)(yaw), yaw)
        pitch = np.copysign((self.down if pitch > 0 else self.up)(pitch), pitch)
        upright, aside = turn((0, 1, 0), np.radians(yaw)), turn((1, 0, 0), np.radians(pitch))
        return multiply(upright, aside)

    def weights(self, gaze: ArrayLike) -> dict[str, float]:
        """Return the weights of the four look expressions for a gaze in the head frame."""
        yaw, pitch = yaw_pitch(gaze)
        aside, down, up = self.outer(yaw), self.down(pitch), self.up(pitch)
        return {
            "lookLeft": aside if yaw > 0 else 0.0,
            "lookRight": aside if yaw < 0 else 0.0,
            "lookDown": down if pitch > 0 else 0.0,
            "lookUp": up if pitch < 0 else 0.0,
        }


def yaw_pitch(gaze: ArrayLike) -> tuple[float, float]:
    """Return the angles of a direction, degrees: yaw positive left, pitch positive down."""
    x, y, z = np.asarray(gaze, np.float64)
    return float(np.degrees(np.arctan2(x, z))), float(np.degrees(np.arctan2(-y, np.hypot(x, z))))
