"""Makes a character's head mesh of its parts."""

from __future__ import annotations

import numpy as np

from systems.avatar.body import make_body, make_ears
from systems.avatar.character import Character
from systems.avatar.eyes import make_eye
from systems.avatar.glasses import make_glasses
from systems.avatar.hair import make_hair
from systems.avatar.hull import Floats
from systems.avatar.mesh import Corrective, Driver, Eye, HeadMesh, Target
from systems.avatar.mouth import make_mouth
from systems.avatar.normals import vertex_normals
from systems.avatar.part import Attachment, Material, Part, mirrored
from systems.avatar.sculpt import Sculpt, correctives
from systems.avatar.skin import make_skin
from systems.avatar.surface import Surface
from systems.topology import ARKIT

FLATNESS = {"toon": 0.8, "soft": 0.0}  # drawn faces are lit as if they had no nose
STILL = 2e-6  # m; a vertex that moves less is not part of a target


def bake(character: Character) -> HeadMesh:
    """Make the head of a character. Takes about a second."""
    surface = Surface(character)
    parts = make_parts(character, surface)
    start = np.cumsum([0, *(len(part.positions) for part in parts)])
    triangles = np.concatenate([p.triangles + s for p, s in zip(parts, start, strict=False)])
    positions = np.concatenate([part.positions for part in parts])
    normals = np.concatenate([_shading(part, surface) for part in parts])
    weaver = _Weaver(parts, Sculpt(character, surface))
    centre = surface.eye_centre.astype(np.float32)
    flip = np.array([-1, 1, 1], np.float32)
    radius = character.eye.radius
    return HeadMesh(
        positions.astype(np.float32),
        normals.astype(np.float32),
        np.concatenate([part.colours for part in parts]).astype(np.float32),
        np.concatenate([np.full(len(p.positions), p.material, np.uint8) for p in parts]),
        np.concatenate([part.held for part in parts]).astype(np.float32),
        triangles.astype(np.int32),
        np.concatenate([part.inked for part in parts]),
        {name: weaver.target(name) for name in ARKIT},
        tuple(weaver.corrective(*pair) for pair in correctives()),
        (Eye(centre, radius), Eye(centre * flip, radius)),
    )


def make_parts(character: Character, surface: Surface) -> list[Part]:
    """Return every part, those that hide most first."""
    left = make_eye(character, surface)
    right = [
        mirrored(part, Material.EYE_RIGHT if part.material == Material.EYE_LEFT else None)
        for part in left
    ]
    parts = [make_skin(character, surface), *make_hair(character), *make_body(character)]
    parts += make_ears(character, surface) if character.head.ears else []
    parts += make_glasses(character, surface)
    return [*parts, *left, *right, *make_mouth(character, surface)]


class _Weaver:
    """Turns displacements of parts into sparse targets of the whole mesh."""

    def __init__(self, parts: list[Part], sculpt: Sculpt) -> None:
        self.sculpt = sculpt
        starts = np.cumsum([0, *(len(part.positions) for part in parts)])
        self.moving = [
            (part, start, vertex_normals(part.positions, part.triangles))
            for part, start in zip(parts, starts, strict=False)
            if part.attachment != Attachment.FIXED
        ]

    def target(self, name: str) -> Target:
        return self._gather([self.sculpt.shape(part, name) for part, _, _ in self.moving])

    def corrective(self, first: str, second: str, driver: Driver) -> Corrective:
        moves = [self.sculpt.corrective(part, first, second, driver) for part, _, _ in self.moving]
        return Corrective((first, second), driver, self._gather(moves))

    def _gather(self, moves: list[Floats]) -> Target:
        indices, deltas = [], []
        for (part, start, normals), motion in zip(self.moving, moves, strict=True):
            if not np.abs(motion).max() > STILL:
                continue
            turned = vertex_normals(part.positions + motion, part.triangles) - normals
            moved = np.flatnonzero((np.abs(motion) > STILL).any(1))
            indices.append(start + moved)
            deltas.append(np.concatenate([motion[moved], turned[moved]], 1))
        if not indices:
            return Target(np.zeros(0, np.int32), np.zeros((0, 6), np.float32))
        return Target(
            np.concatenate(indices).astype(np.int32), np.concatenate(deltas).astype(np.float32)
        )


def _shading(part: Part, surface: Surface) -> Floats:
    if part.normals is not None:
        return part.normals
    normals = vertex_normals(part.positions, part.triangles)
    if part.attachment != Attachment.SKIN or part.material != Material.SKIN:
        return normals
    simple = part.positions.copy()
    ahead = part.positions[:, 2] > surface.hull.widest(part.positions[:, 1])
    relief = surface.depth(part.seats) - surface.hull.front(*part.seats.T)
    simple[:, 2] -= ahead * relief
    plain = FLATNESS[surface.character.style]
    return normals + plain * (vertex_normals(simple, part.triangles) - normals)
