"""Glasses: two rims, a bridge and two temples that reach the ears."""

from __future__ import annotations

import numpy as np

from systems.avatar.character import Character, Glasses
from systems.avatar.hull import Floats
from systems.avatar.part import Material, Part, loft, make_part, mirrored
from systems.avatar.surface import Surface

TURN = np.linspace(0, 2 * np.pi, 32, endpoint=False)
ROUND = 6  # points round the wire
BOW = 2.2  # 1/m; how fast the frame falls back from its middle: z = front - BOW x**2
BRIDGE_HEIGHT = 0.30  # of the bridge and the hinges over the lens's middle, share of its height
BRIDGE_ARCH = 0.0016  # m
BESIDE = 0.0025  # m of the temples from the head
EAR_Z = -0.030  # m; where the temples bend down behind the ears
HOOK = 0.012  # m of that bend


def make_glasses(character: Character, surface: Surface) -> list[Part]:
    """Return rims, bridge and temples, or nothing for a character who wears none."""
    shape = character.glasses
    if not shape.worn:
        return []
    front = _front(character, surface)
    rim = _part(shape, _lens(character, front), closed=True)
    temple = _part(shape, _temple(character, surface, front), closed=False)
    bridge = _part(shape, _bowed(_arch(character), front), closed=False)
    return [rim, mirrored(rim), bridge, temple, mirrored(temple)]


def _middle(character: Character) -> tuple[float, float]:
    x, y = character.eye.centre
    return x + character.glasses.outward, y + character.glasses.up


def _outline(shape: Glasses, turn: Floats) -> Floats:
    """Return the lens's border about its middle at angles `turn`: a superellipse (Lame, 1818)."""
    cosine, sine = np.cos(turn), np.sin(turn)
    power = 2 / shape.squareness
    x = shape.half_width * np.sign(cosine) * np.abs(cosine) ** power
    return np.stack([x, shape.half_height * np.sign(sine) * np.abs(sine) ** power], 1)


def _front(character: Character, surface: Surface) -> float:
    """Return z of the frame's middle so that lenses clear the face and the bridge the nose, m."""
    shape = character.glasses
    lens = np.concatenate([s * _outline(shape, TURN) for s in (0.0, 0.5, 1.0)])
    places = ((lens + _middle(character), shape.clearance), (_arch(character), shape.thickness))
    reach = [surface.depth(s) + BOW * s[:, 0] ** 2 + away for s, away in places]
    return float(np.concatenate(reach).max())


def _lens(character: Character, front: float) -> Floats:
    return _bowed(_outline(character.glasses, TURN) + _middle(character), front)


def _arch(character: Character) -> Floats:
    """Return the seats of the bridge, (9, 2) m."""
    shape, (x, y) = character.glasses, _middle(character)
    inner = x - shape.half_width
    across = np.linspace(-1, 1, 9)
    height = y + BRIDGE_HEIGHT * shape.half_height + BRIDGE_ARCH * (1 - across**2)
    return np.stack([across * inner, height], 1)


def _temple(character: Character, surface: Surface, front: float) -> Floats:
    shape, (x, y) = character.glasses, _middle(character)
    height = y + BRIDGE_HEIGHT * shape.half_height
    hinge = _bowed(np.array([[x + shape.half_width, height]]), front)[0]
    z = np.concatenate([np.linspace(hinge[2], EAR_Z, 11), EAR_Z - HOOK * np.array([0.3, 0.8])])
    drop = np.concatenate([np.zeros(11), HOOK * np.array([0.2, 1.0])])
    wall = _wall(surface, height, z) + BESIDE
    return np.stack([np.maximum(hinge[0], wall), height - drop, z], 1)


def _wall(surface: Surface, height: float, z: Floats) -> Floats:
    """Return how far the face reaches aside at depths `z`, m."""
    x = np.linspace(0, float(surface.hull.half_width(np.array([height]))[0]), 200)
    depth = surface.depth(np.column_stack([x, np.full(len(x), height)]))
    return np.asarray(np.where(depth[:, None] >= z, x[:, None], 0).max(0))


def _bowed(seats: Floats, front: float) -> Floats:
    return np.column_stack([seats, front - BOW * seats[:, 0] ** 2])


def _part(shape: Glasses, line: Floats, *, closed: bool) -> Part:
    """Return a wire along a line (N, 3)."""
    along = np.roll(line, -1, 0) - np.roll(line, 1, 0) if closed else np.gradient(line, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    side = np.cross(along, np.where(np.abs(along[:, 2:]) > 0.7, [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]))
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    up = np.cross(side, along)
    turn = np.arange(ROUND) * 2 * np.pi / ROUND
    ring = np.cos(turn)[None, :, None] * side[:, None] + np.sin(turn)[None, :, None] * up[:, None]
    rings = line[:, None] + shape.thickness / 2 * ring
    if closed:
        rings, ring = (np.concatenate([r, r[:1]]) for r in (rings, ring))
    return make_part(
        rings.reshape(-1, 3),
        loft(len(rings), ROUND)[:, ::-1],
        shape.colour,
        Material.TRIM,
        normals=ring.reshape(-1, 3),
    )
