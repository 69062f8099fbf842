"""VRMC_node_constraint: nodes that roll, aim or turn with another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from systems.avatar.gltf.quaternions import (
    between,
    inverse,
    multiply,
    quaternions,
    rotate,
    slerp,
    unit,
)
from systems.avatar.gltf.skeleton import Locals, Skeleton

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Constraint:
    """One constraint: `node` follows `source` by `weight`; roll and aim know an axis of theirs."""

    kind: Literal["roll", "aim", "rotation"]
    node: int
    source: int
    weight: float = 1.0
    axis: tuple[float, float, float] = (1.0, 0.0, 0.0)


def in_order(constraints: list[Constraint], skeleton: Skeleton) -> tuple[Constraint, ...]:
    """Return constraints so that each comes after those that move its source.

    In a circle of constraints, which the extension forbids, the file's order stands.
    """
    waiting, done = list(constraints), []
    while waiting:
        moved = {c.node for c in waiting}
        free = [c for c in waiting if not moved & (_line(skeleton, c.source) - {c.node})]
        done += free or waiting
        waiting = [c for c in waiting if c not in done]
    return tuple(done)


def _line(skeleton: Skeleton, node: int) -> set[int]:
    out = set()
    while node >= 0:
        out.add(node)
        node = int(skeleton.parents[node])
    return out


def constrain(constraints: tuple[Constraint, ...], skeleton: Skeleton, places: Locals) -> None:
    """Turn the constrained nodes of `places`.

    Notes
    -----
    VRMC_node_constraint-1.0: "Roll", "Aim" and "Rotation constraint"; linear in the number of
    constraints, and aim reads the world anew.
    """
    for constraint in constraints:
        rest = skeleton.rest.rotations[constraint.node]
        if constraint.kind == "aim":
            wanted = _aimed(constraint, skeleton, places)
        elif constraint.kind == "roll":
            wanted = _rolled(constraint, skeleton.rest.rotations, places)
        else:
            source = skeleton.rest.rotations[constraint.source]
            change = multiply(inverse(source), places.rotations[constraint.source])
            wanted = multiply(rest, change)
        places.rotations[constraint.node] = slerp(rest, wanted, constraint.weight)


def _rolled(constraint: Constraint, rests: Floats, places: Locals) -> Floats:
    rest, source = rests[constraint.node], rests[constraint.source]
    # The change of the source, seen from the axes of their parents, then from the node's own.
    change = multiply(places.rotations[constraint.source], inverse(source))
    change = multiply(multiply(inverse(rest), change), rest)
    bent = between(constraint.axis, rotate(change, constraint.axis))
    return multiply(rest, multiply(inverse(bent), change))


def _aimed(constraint: Constraint, skeleton: Skeleton, places: Locals) -> Floats:
    world = skeleton.world(places)
    parent = skeleton.parents[constraint.node]
    above = world_rotation(world[parent]) if parent >= 0 else np.array([0.0, 0.0, 0.0, 1.0])
    rest = skeleton.rest.rotations[constraint.node]
    ahead = rotate(multiply(above, rest), constraint.axis)
    wanted = unit(world[constraint.source, :3, 3] - world[constraint.node, :3, 3])
    aimed = multiply(between(ahead, wanted), above)
    return multiply(multiply(inverse(above), aimed), rest)


def world_rotation(world: Floats) -> Floats:
    """Return the rotations (..., 4) of matrices (..., 4, 4) that also scale."""
    columns = world[..., :3, :3]
    length = np.linalg.norm(columns, axis=-2, keepdims=True)
    return quaternions(columns / np.where(length > 0, length, 1))
