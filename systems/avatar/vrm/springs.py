"""Spring bones: hair and cloth that swing, at a fixed step, drawn in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.avatar.gltf.quaternions import blend
from systems.avatar.gltf.skeleton import Locals, Skeleton
from systems.avatar.vrm.spring_step import Chain

STEP: Final = 1 / 60
"""s. The forces of the reference algorithm scale with the step; authors tune at 60 Hz."""

MOST_STEPS: Final = 8
"""Steps of one picture; after a longer pause the springs lose time instead of the run."""

SETTLE: Final = 60
"""Steps before the first picture: hair hangs already when it is first seen."""

TELEPORT: Final = 0.3
"""m. A root that moves further within one step was put there: the tails go with it."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Joint:
    """A spring joint, and the point at the end of its bone.

    Attributes
    ----------
    node : int
    tail : (x, y, z)
        End of the bone in the node's frame, m.
    stiffness, gravity, drag, radius : float
        As in the file; `radius` in m.
    down : (x, y, z)
        Direction of gravity, world.
    center : int
        Node in whose frame inertia is felt; -1 the world.
    colliders : tuple of int
        Indices of the colliders that it heeds.
    """

    node: int
    tail: tuple[float, float, float]
    stiffness: float = 1.0
    gravity: float = 0.0
    down: tuple[float, float, float] = (0.0, -1.0, 0.0)
    drag: float = 0.5
    radius: float = 0.0
    center: int = -1
    colliders: tuple[int, ...] = ()


@dataclass(frozen=True)
class Collider:
    """A sphere, or a capsule from `offset` to `tail`, in a node's frame, m."""

    node: int
    offset: tuple[float, float, float]
    radius: float
    tail: tuple[float, float, float]


class Springs:
    """All spring joints of a figure and their state.

    Parameters
    ----------
    skeleton : Skeleton
    joints : sequence of Joint
    colliders : sequence of Collider

    Notes
    -----
    Steps stand at multiples of `STEP`, whatever the display rate; each sees the skeleton as it
    was at its own time, between two pictures. A picture shows the joints between the last two
    steps, up to 1/60 s late, so that motion is even at 144 Hz too.
    """

    def __init__(
        self, skeleton: Skeleton, joints: Sequence[Joint], colliders: Sequence[Collider]
    ) -> None:
        self._skeleton = skeleton
        self._nodes = np.array([joint.node for joint in joints], np.intp)
        self._chain = Chain(skeleton, joints, colliders)
        self._rest = skeleton.rest.rotations[self._nodes]
        self.reset()

    def reset(self) -> None:
        """Hang every bone as it is at rest, without motion."""
        self._before = self._after = self._rest
        self._shown: Locals | None = None
        self._time, self._simulated = 0.0, 0.0
        self._chain.reset()

    def __call__(self, places: Locals, now: float) -> None:
        """Turn the joints of `places` as they hang at time `now` (s).

        Time that runs backwards resets the springs.
        """
        if not len(self._nodes):
            return
        if self._shown is None or now < self._time:
            self.reset()
            self._start(places, now)
        self._advance(places, now)
        share = np.full(len(self._nodes), (now - self._simulated) / STEP)
        places.rotations[self._nodes] = blend(self._before, self._after, np.clip(share, 0, 1))
        self._shown, self._time = places.copy(), now

    def _start(self, places: Locals, now: float) -> None:
        self._shown, self._time, self._simulated = places.copy(), now, now
        for _ in range(SETTLE):
            self._after = self._chain.step(places.copy(), STEP, TELEPORT)
        self._before = self._after

    def _advance(self, places: Locals, now: float) -> None:
        """Simulate up to the last multiple of the step before `now`."""
        assert self._shown is not None, "a start comes first"
        last, span = self._time, now - self._time
        if now - self._simulated > MOST_STEPS * STEP:
            self._simulated = now - MOST_STEPS * STEP
        while self._simulated + STEP <= now + 1e-9:
            self._simulated += STEP
            share = (self._simulated - last) / span if span > 0 else 1.0
            moment = _between(self._shown, places, min(max(share, 0.0), 1.0))
            self._before = self._after
            self._after = self._chain.step(moment, STEP, TELEPORT)


def _between(one: Locals, other: Locals, share: float) -> Locals:
    if share >= 1:
        return other.copy()
    return Locals(
        one.translations + share * (other.translations - one.translations),
        blend(one.rotations, other.rotations, np.full(len(one.rotations), share)),
        other.scales.copy(),
    )
