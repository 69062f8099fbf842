"""Where a figure stands: its face where the tracked head is, in metres."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.avatar.gltf.quaternions import matrices, multiply
from systems.avatar.gltf.skeleton import Locals
from systems.avatar.vrm.figure import Figure

EYES: Final = np.array([0.0, 0.022, 0.030])
"""m. Between the eyes, in the head frame, whose origin lies behind the bridge of the nose."""

UNNAMED_SIZE: Final = 0.30
"""m. Longest side of a model without a head bone; its units are anybody's guess."""

Floats = NDArray[np.float64]


class Seat:
    """Keeps a figure's face at the head's place.

    A figure with a head bone is moved as a whole, so that its face is exactly there; one without
    is all head: it turns too, about its middle, 30 cm in size.

    Parameters
    ----------
    figure : Figure
    world : (N, 4, 4)
        Of the nodes at rest.

    Attributes
    ----------
    top, bottom : float
        Height of the highest and of the lowest vertex over the head frame's origin, m.
    front : float
        How far a model without a head bone reaches before that origin, m.
    """

    def __init__(self, figure: Figure, world: Floats) -> None:
        self._skeleton = figure.model.skeleton
        self._roots = np.flatnonzero(self._skeleton.parents < 0)
        self._head = figure.bones.get("head", -1)
        points = _placed(figure, world)
        low, high = points.min(0), points.max(0)
        longest = max(float((high - low).max()), 1e-6)
        self._scale = 1.0 if self._head >= 0 else UNNAMED_SIZE / longest
        self._origin = (low + high) / 2
        if self._head >= 0:
            face = _eyes(figure, world) - EYES
            self._face = np.linalg.pinv(world[self._head]) @ np.append(face, 1.0)
            self._origin = face
        self.top = self._scale * float(high[1] - self._origin[1])
        self.bottom = self._scale * float(low[1] - self._origin[1])
        self.front = 0.0 if self._head >= 0 else self._scale * float(high[2] - self._origin[2])

    def settle(self, places: Locals, rotation: Floats, translation: NDArray[np.floating]) -> None:
        """Move the roots of posed `places`."""
        if self._head >= 0:
            face = (self._skeleton.world(places)[self._head] @ self._face)[:3]
            places.translations[self._roots] += translation - face
            return
        roots = places.translations[self._roots] - self._origin
        turned = (self._scale * roots) @ matrices(rotation).T
        places.translations[self._roots] = turned + translation
        places.rotations[self._roots] = multiply(rotation, places.rotations[self._roots])
        places.scales[self._roots] *= self._scale


def _eyes(figure: Figure, world: Floats) -> Floats:
    """Return the point between the eyes at rest, (3,) m."""
    bones = figure.bones
    if "leftEye" in bones and "rightEye" in bones:
        return np.asarray((world[bones["leftEye"], :3, 3] + world[bones["rightEye"], :3, 3]) / 2)
    offset = (0.0, 0.06, 0.0) if figure.look_at is None else figure.look_at.offset
    inside = np.array([*offset, 1.0])
    return np.asarray((world[bones["head"]] @ inside)[:3] + np.array([0.0, 0.0, EYES[2]]))


def _placed(figure: Figure, world: Floats) -> Floats:
    """Return the vertices (V, 3) at rest, each by its heaviest joint."""
    geometry = figure.model.geometry
    frames = world[geometry.joint_nodes] @ geometry.inverse_binds
    heaviest = np.take_along_axis(geometry.joints, geometry.weights.argmax(1)[:, None], 1)[:, 0]
    frames = frames[heaviest]
    points = geometry.vertices[:, :3, None].astype(np.float64)
    return np.asarray((frames[:, :3, :3] @ points)[..., 0] + frames[:, :3, 3])
