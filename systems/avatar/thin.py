"""A coarser head from a fine one: vertices are drawn into their neighbours where it shows least."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from systems.avatar.collapse import Floats, Indices, collapse
from systems.avatar.mesh import Corrective, HeadMesh, Target
from systems.avatar.part import Material

SHOWN = ("eyeBlinkLeft", "eyeBlinkRight", "jawOpen", "mouthSmileLeft", "mouthSmileRight",
         "mouthFunnel", "browInnerUp")  # fmt: skip
"""Shapes that the coarser head must take on as well as the neutral one."""

EYES = (Material.EYE_LEFT, Material.EYE_RIGHT)
"""Materials that stay as they are."""


def thin(head: HeadMesh, triangles: int) -> HeadMesh:
    """Return a head of at most `triangles` triangles, or as few as it can be brought to.

    What stays keeps everything it had, targets too. Takes about a second.
    """
    corners = head.triangles.astype(np.intp)
    fixed = np.isin(head.materials, EYES)
    return _compact(head, *collapse(corners, _poses(head), head.colours, fixed, triangles))


def _poses(head: HeadMesh) -> Floats:
    """Return the head neutral and under each shape of `SHOWN`, (P, V, 3)."""
    poses = np.repeat(head.positions[None].astype(np.float64), 1 + len(SHOWN), 0)
    for pose, name in zip(poses[1:], SHOWN, strict=True):
        pose[head.targets[name].indices] += head.targets[name].positions
    return poses


def _compact(head: HeadMesh, corners: Indices, source: Indices) -> HeadMesh:
    used = np.unique(corners)
    number = np.full(len(head.positions), -1)
    number[used] = np.arange(len(used))
    return replace(
        head,
        positions=head.positions[used],
        normals=head.normals[used],
        colours=head.colours[used],
        materials=head.materials[used],
        held=head.held[used],
        triangles=number[corners].astype(np.int32),
        inked=head.inked[source],
        targets={name: _renumbered(target, number) for name, target in head.targets.items()},
        correctives=tuple(
            Corrective(c.shapes, c.driver, _renumbered(c.target, number)) for c in head.correctives
        ),
    )


def _renumbered(target: Target, number: Indices) -> Target:
    kept = number[target.indices] >= 0
    return Target(number[target.indices[kept]].astype(np.int32), target.deltas[kept])
