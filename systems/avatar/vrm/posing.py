"""From a pose to a skeleton: the head's turn shared down the spine, arms, breath and eyes."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from systems.avatar.breath import breath
from systems.avatar.gltf.quaternions import (
    IDENTITY,
    between,
    inverse,
    multiply,
    quaternions,
    slerp,
    turn,
    unit,
)
from systems.avatar.gltf.skeleton import Locals
from systems.avatar.pose import Pose, seated
from systems.avatar.vrm.constraints import world_rotation
from systems.avatar.vrm.figure import Figure
from systems.avatar.vrm.look_at import LookAt, RangeMap
from systems.avatar.vrm.seat import Seat

SHARES: Final = {"spine": 0.06, "chest": 0.07, "upperChest": 0.07, "neck": 0.30}
"""Part of the head's turn that each bone takes; the head takes the rest. Most of a turn is in the
neck; a trunk that takes a fifth looks alive without bending at the waist."""

LEAN: Final = 0.6
"""Part of the head's travel that the trunk makes by leaning; the rest moves the hips."""

FURTHEST_LEAN: Final = 0.25
"""m of travel from which nothing leans: the whole figure stands elsewhere."""

ARMS: Final = np.radians(72.0)
"""Angle of relaxed upper arms below the horizontal, rad."""

BREATH: Final = 0.012
"""Amplitude of the chest's pitch, rad."""

_AS_IS: Final = RangeMap(35, 35)
FREE_EYES: Final = LookAt("bone", _AS_IS, _AS_IS, _AS_IS, _AS_IS)
"""How eye bones follow the gaze in a file without a lookAt: as it is, up to 35 degrees."""

Floats = NDArray[np.float64]


class Posing:
    """Poses the bones of one figure.

    Parameters
    ----------
    figure : Figure
    arms : float
        Angle of the upper arms below the horizontal, rad.
    """

    def __init__(self, figure: Figure, *, arms: float = ARMS) -> None:
        self._figure, self._skeleton = figure, figure.model.skeleton
        world = self._skeleton.world(self._skeleton.rest)
        self._rest_world = world
        turned = world_rotation(world)
        parents = self._skeleton.parents
        self._above = np.where((parents >= 0)[:, None], turned[parents], IDENTITY)
        self.seat = Seat(figure, world)
        self._arms = self._relaxed(arms)
        self._trunk = [bone for bone in SHARES if bone in figure.bones]

    def __call__(self, pose: Pose, now: float) -> Locals:
        """Return the skeleton's places at a pose; springs and constraints come after."""
        places = self._skeleton.rest.copy()
        rotation = quaternions(pose.head_rotation)
        if "head" in self._figure.bones:
            for bone, turned in self._arms.items():
                self._turn(places, bone, turned)
            self._bend(places, pose, rotation, now)
        self._look(places, pose)
        self.seat.settle(places, rotation, pose.head_translation)
        return places

    def turn_node(self, places: Locals, node: int, R: ArrayLike) -> None:
        """Turn a node further by a rotation matrix in the axes of the resting model."""
        change = self._local(node, quaternions(R))
        places.rotations[node] = multiply(change, places.rotations[node])

    def shift_node(self, places: Locals, node: int, shift: Floats) -> None:
        """Move a node by a vector (m) in the axes of the resting model."""
        parent = int(self._skeleton.parents[node])
        frame = self._rest_world[parent, :3, :3] if parent >= 0 else np.eye(3)
        places.translations[node] += np.linalg.pinv(frame) @ shift

    def _local(self, node: int, turned: Floats) -> Floats:
        """Return a rotation in model axes as one in the axes of a node's resting parent."""
        above = self._above[node]
        return multiply(multiply(inverse(above), turned), above)

    def _turn(self, places: Locals, bone: str, turned: Floats) -> None:
        node = self._figure.bones[bone]
        change = self._local(node, turned)
        places.rotations[node] = multiply(change, self._skeleton.rest.rotations[node])

    def _bend(self, places: Locals, pose: Pose, rotation: Floats, now: float) -> None:
        travel = np.asarray(pose.head_translation) - seated(np.asarray(pose.head_rotation))
        so_far = IDENTITY
        for place, bone in enumerate(self._trunk):
            turned = slerp(IDENTITY, rotation, SHARES[bone])
            if bone != "neck" and place == 0:
                turned = multiply(self._lean(bone, travel), turned)
            if bone == self._chest:
                turned = multiply(turned, turn((1, 0, 0), -BREATH * breath(now)))
            self._turn(places, bone, turned)
            so_far = multiply(so_far, turned)
        self._turn(places, "head", multiply(inverse(so_far), rotation))

    @property
    def _chest(self) -> str:
        above = [bone for bone in ("upperChest", "chest", "spine") if bone in self._trunk]
        return above[0] if above else ""

    def _lean(self, bone: str, travel: Floats) -> Floats:
        bones = self._figure.bones
        spine, head = (self._rest_world[bones[b], 1, 3] for b in (bone, "head"))
        reach = max(head - spine, 0.1)
        share = LEAN * max(0.0, 1 - float(np.linalg.norm(travel)) / FURTHEST_LEAN)
        aside = turn((0, 0, 1), -share * travel[0] / reach)
        return multiply(aside, turn((1, 0, 0), share * travel[2] / reach))

    def _relaxed(self, arms: float) -> dict[str, Floats]:
        turned = {}
        for side, sign in (("left", 1.0), ("right", -1.0)):
            upper, lower = f"{side}UpperArm", f"{side}LowerArm"
            if upper in self._figure.bones and lower in self._figure.bones:
                ends = [self._rest_world[self._figure.bones[b], :3, 3] for b in (upper, lower)]
                wanted = unit([sign * np.cos(arms), -np.sin(arms), 0.06])
                turned[upper] = between(unit(ends[1] - ends[0]), wanted)
                # In the arm's resting axes a bent elbow brings the hand forward.
                turned[lower] = turn((0, -sign, 0), 0.2)
        return turned

    def _look(self, places: Locals, pose: Pose) -> None:
        look = self._figure.look_at or FREE_EYES
        if look.kind != "bone":
            return
        for bone, gaze in (("leftEye", pose.gaze_left), ("rightEye", pose.gaze_right)):
            if bone in self._figure.bones:
                self._turn(places, bone, look.eye(gaze, left=bone == "leftEye"))
