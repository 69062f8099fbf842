"""One step of the spring bones, level by level of the skeleton."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from systems.avatar.gltf.quaternions import between, multiply, unit
from systems.avatar.gltf.skeleton import Locals, Skeleton

if TYPE_CHECKING:
    from systems.avatar.vrm.springs import Collider, Joint

PUSHES = 2  # times a joint is pushed out of the collider that it is deepest in

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


class Chain:
    """Joints and colliders as arrays, and where the tails are.

    Notes
    -----
    VRMC_springBone-1.0, "Algorithm": Verlet integration of the tail; inertia in the center's
    frame, gravity in the world's; the bone keeps its length; colliders push the tail out. Joints
    of one level move together; the collider that holds a tail deepest pushes it first.
    O(levels) numpy calls, a few milliseconds for a hundred joints in chains of eight.
    """

    def __init__(
        self, skeleton: Skeleton, joints: Sequence[Joint], colliders: Sequence[Collider]
    ) -> None:
        self._skeleton, count = skeleton, len(joints)
        self._nodes = np.array([j.node for j in joints], np.intp)
        self._tail = np.array([j.tail for j in joints], np.float64).reshape(count, 3)
        self._axis = unit(self._tail)
        self._stiffness = np.array([[j.stiffness] for j in joints]).reshape(count, 1)
        self._gravity = np.array(
            [np.multiply(j.gravity, j.down) for j in joints], np.float64
        ).reshape(count, 3)
        self._left = np.array([[1 - j.drag] for j in joints]).reshape(count, 1)
        self._radius = np.array([j.radius for j in joints], np.float64)
        self._centers = np.array([j.center for j in joints], np.intp)
        self._hold_colliders(colliders)
        self._heeds = np.zeros((count, len(colliders)), bool)
        for row, joint in enumerate(joints):
            self._heeds[row, list(joint.colliders)] = True
        self._levels = self._sort_levels()
        self.reset()

    def reset(self) -> None:
        """Forget all motion; the next step starts at rest."""
        self._tails: Floats | None = None
        self._before = self._heads = np.zeros((len(self._nodes), 3))

    def step(self, places: Locals, dt: float, teleport: float) -> Floats:
        """Move the tails by one step under the skeleton's `places`.

        Returns
        -------
        (J, 4) float64
            The joints' rotations in their parents; `places` holds them too.
        """
        world = self._skeleton.world(places)
        ends = self._capsules(world)
        centers = np.where((self._centers >= 0)[:, None, None], world[self._centers], np.eye(4))
        tails = np.zeros_like(self._tail) if self._tails is None else self._tails
        before, heads = self._before, self._heads
        self._heads = heads.copy()
        fresh = self._tails is None
        out, old = np.empty_like(tails), np.empty_like(tails)
        for members, joints in self._levels:
            self._place(places, world, members)
            frames = self._rest_frames(world, joints)
            head, bone = frames[:, :3, 3], _turned(frames, self._tail[joints])
            tail = head + bone if fresh else _moved(centers[joints], tails[joints])
            past = tail if fresh else _moved(centers[joints], before[joints])
            jumped = np.linalg.norm(head - heads[joints], axis=1, keepdims=True) > teleport
            jump = 0.0 if fresh else np.where(jumped, head - heads[joints], 0.0)
            tail, past = tail + jump, past + jump
            goal = self._drift(joints, tail, past, bone, dt)
            out[joints] = self._reach(joints, head, bone, goal, ends)
            old[joints] = tail
            self._aim(places, world, joints, frames, out[joints] - head)
            self._heads[joints] = head
        back = np.linalg.pinv(centers)
        self._tails, self._before = _moved(back, out), _moved(back, old)
        return np.asarray(places.rotations[self._nodes])

    def _drift(
        self, joints: Indices, tail: Floats, past: Floats, bone: Floats, dt: float
    ) -> Floats:
        inertia = (tail - past) * self._left[joints]
        forces = self._stiffness[joints] * unit(bone) + self._gravity[joints]
        return np.asarray(tail + inertia + dt * forces)

    def _reach(
        self,
        joints: Indices,
        head: Floats,
        bone: Floats,
        goal: Floats,
        ends: tuple[Floats, Floats],
    ) -> Floats:
        """Return tails at the bones' length from their heads and out of the colliders."""
        length = np.linalg.norm(bone, axis=1, keepdims=True)
        goal = np.where(np.isfinite(goal).all(1, keepdims=True), goal, head + bone)
        goal = head + length * unit(goal - head)
        heeded = self._heeds[joints]
        for _ in range(PUSHES if heeded.any() else 0):
            near = _nearest(goal, *ends)
            away = goal[:, None] - near
            distance = np.linalg.norm(away, axis=2)
            depth = self._thickness + self._radius[joints][:, None] - distance
            depth = np.where(heeded, depth, -1.0)
            deepest = depth.argmax(1)
            row = np.arange(len(joints))
            push = unit(away[row, deepest]) * np.maximum(depth[row, deepest], 0.0)[:, None]
            goal = head + length * unit(goal + push - head)
        return goal

    def _aim(
        self, places: Locals, world: Floats, joints: Indices, frames: Floats, bone: Floats
    ) -> None:
        """Turn joints so that their bones point along `bone` (world)."""
        nodes = self._nodes[joints]
        local = unit((np.linalg.pinv(frames[:, :3, :3]) @ bone[..., None])[..., 0])
        rest = self._skeleton.rest.rotations[nodes]
        places.rotations[nodes] = multiply(rest, between(self._axis[joints], local))
        self._place(places, world, nodes)

    def _place(self, places: Locals, world: Floats, nodes: Indices) -> None:
        parents = self._skeleton.parents[nodes]
        local = places.matrices(nodes)
        above = np.where((parents >= 0)[:, None, None], world[parents], np.eye(4))
        world[nodes] = above @ local

    def _rest_frames(self, world: Floats, joints: Indices) -> Floats:
        """Return joint to world matrices as if the joints stood at rest in their parents."""
        nodes = self._nodes[joints]
        parents = self._skeleton.parents[nodes]
        above = np.where((parents >= 0)[:, None, None], world[parents], np.eye(4))
        return np.asarray(above @ self._skeleton.rest.matrices(nodes))

    def _hold_colliders(self, colliders: Sequence[Collider]) -> None:
        self._collider_nodes = np.array([c.node for c in colliders], np.intp)
        self._offsets = np.array([c.offset for c in colliders], np.float64).reshape(-1, 3)
        self._ends = np.array([c.tail for c in colliders], np.float64).reshape(-1, 3)
        self._thickness = np.array([c.radius for c in colliders], np.float64)

    def _capsules(self, world: Floats) -> tuple[Floats, Floats]:
        frames = world[self._collider_nodes]
        return _moved(frames, self._offsets), _moved(frames, self._ends)

    def _sort_levels(self) -> list[tuple[Indices, Indices]]:
        """Return, parents first, the nodes that springs carry and the joints among them."""
        carried = {node for joint in self._nodes for node in self._skeleton.branch(int(joint))}
        levels = []
        for level in self._skeleton.levels:
            members = np.array([n for n in level if n in carried], np.intp)
            joints = np.flatnonzero(np.isin(self._nodes, level))
            if len(members):
                levels.append((members, joints))
        return levels


def _moved(frames: Floats, points: Floats) -> Floats:
    return _turned(frames, points) + frames[:, :3, 3]


def _turned(frames: Floats, vectors: Floats) -> Floats:
    return np.asarray((frames[:, :3, :3] @ vectors[..., None])[..., 0])


def _nearest(points: Floats, starts: Floats, ends: Floats) -> Floats:
    """Return for points (n, 3) the nearest of each segment, (n, k, 3)."""
    along = ends - starts
    square = np.maximum((along * along).sum(1), 1e-12)
    share = ((points[:, None] - starts) * along).sum(2) / square
    return np.asarray(starts + np.clip(share, 0, 1)[..., None] * along)
