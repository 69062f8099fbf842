"""The skeleton of an exported character: a humanoid's bones, straight up, arms held out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from systems.avatar.mesh import HeadMesh
from systems.avatar.pose import NECK

Floats = NDArray[np.float64]

STANDING = np.array([0.0, 1.45, 0.0])
"""Where the head frame's origin stands over the floor, m: behind the eyes of an adult."""

CHEST = -0.30  # m, head frame
SHOULDER = (0.75, -0.20)  # share of the body's half width; y, m
ARM = (0.27, 0.25)  # m, upper and lower
TRUNK = ("hips", 0.93), ("spine", 1.05)  # y over the floor, m
LEG = ("UpperLeg", 0.88), ("LowerLeg", 0.48), ("Foot", 0.08)  # y over the floor, m
STANCE = 0.09  # m from the middle to a leg


class Bone(NamedTuple):
    """A bone by its VRM name."""

    name: str
    parent: str | None
    place: Floats  # (3,) m over the floor


def make_bones(head: HeadMesh) -> list[Bone]:
    """Return the bones of a character, parents first; all that VRM 1.0 requires, and the eyes.

    The body below the bust has bones but no skin: programs insist on them.
    """
    (hips, low), (spine, high) = TRUNK
    bones = [
        Bone(hips, None, np.array([0, low, 0])),
        Bone(spine, hips, np.array([0, high, 0])),
        Bone("chest", spine, _standing(0, CHEST, NECK[2])),
        Bone("neck", "chest", _standing(0, 1.6 * NECK[1], NECK[2])),
        Bone("head", "neck", STANDING + NECK),
    ]
    for side, sign, eye in (("left", 1, head.eyes[0]), ("right", -1, head.eyes[1])):
        bones.append(Bone(f"{side}Eye", "head", STANDING + eye.centre))
        bones += [*_arm(head, side, sign), *_leg(side, sign)]
    return bones


def skin_weights(
    head: HeadMesh, bones: list[Bone]
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return joints and weights, (V, 4) each: head, neck and chest share what `held` divides.

    Where the head holds half, the neck takes all: turned half as far as the head, it then leaves
    a vertex where our own drawing puts it.
    """
    names = [bone.name for bone in bones]
    joints = np.tile([*map(names.index, ("head", "neck", "chest")), 0], (len(head.held), 1))
    neck = 2 * np.minimum(head.held, 1 - head.held)
    shares = np.stack([head.held - neck / 2, neck, 1 - head.held - neck / 2, 0 * neck], 1)
    joints = np.where(shares > 0, joints, 0)
    return joints.astype(np.uint8), shares.astype(np.float32)


def _standing(x: float, y: float, z: float) -> Floats:
    return np.asarray(STANDING + np.array([x, y, z]), np.float64)


def _arm(head: HeadMesh, side: str, sign: int) -> list[Bone]:
    wide, high = SHOULDER
    at = _standing(sign * wide * float(head.positions[:, 0].max()), high, NECK[2])
    upper, lower = ([sign * length, 0, 0] for length in ARM)
    return [
        Bone(f"{side}UpperArm", "chest", at),
        Bone(f"{side}LowerArm", f"{side}UpperArm", at + upper),
        Bone(f"{side}Hand", f"{side}LowerArm", at + upper + lower),
    ]


def _leg(side: str, sign: int) -> list[Bone]:
    parents = ["hips", *(f"{side}{name}" for name, _ in LEG)]
    return [
        Bone(f"{side}{name}", parent, np.array([sign * STANCE, height, 0]))
        for parent, (name, height) in zip(parents, LEG, strict=False)
    ]
