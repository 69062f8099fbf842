"""Neck, shoulders, clothes and ears."""

from __future__ import annotations

import numpy as np

from systems.avatar.character import Character
from systems.avatar.hull import Floats, Hull
from systems.avatar.part import Material, Part, Triangles, loft, make_part, mirrored
from systems.avatar.surface import Surface, smooth

AROUND = 32
SHIRT = 0.003  # m of cloth over the skin
NAPE = 0.028  # m by which the collar stands higher behind


def make_body(character: Character) -> list[Part]:
    """Return neck, shirt and collar."""
    hull = Hull(character.body)
    azimuth = np.arange(AROUND) * 2 * np.pi / AROUND
    line = character.collar + NAPE * (1 - np.cos(azimuth)) / 2
    neck = _tube(hull, azimuth, np.full(AROUND, hull.top), line - 0.006, 9, -0.001)
    shirt = _tube(hull, azimuth, line, np.full(AROUND, hull.bottom), 18, SHIRT)
    throat = smooth(-0.130, -0.085, neck[:, 1]) * smooth(-0.10, -0.02, neck[:, 2])
    shade = 1 - 0.42 * throat[:, None] * np.array([0.45, 0.92, 0.90])
    skin = np.array(character.colours.skin) * shade
    return [
        make_part(neck, _outward(9), skin, Material.SKIN, held=_held(character, neck)),
        make_part(
            shirt,
            _outward(18),
            character.colours.clothes,
            Material.CLOTH,
            held=_held(character, shirt),
        ),
        _collar(character, hull, azimuth, line),
    ]


def make_ears(character: Character, surface: Surface) -> list[Part]:
    """Return both ears: a shell with a rim, its hollow shaded."""
    turn = np.arange(18) * 2 * np.pi / 18
    rings = (
        (1.0, -0.007, 0.0),
        (1.08, 0.001, 0.0),
        (1.0, 0.004, 0.0),
        (0.80, 0.0015, 0.35),
        (0.45, -0.003, 0.5),
        (0.05, -0.003, 0.55),
    )
    height = 0.027 * np.where(np.sin(turn) > 0, 1, 0.92)
    depth = 0.0155 * (1 + 0.18 * np.sin(turn))
    middle = character.eye.centre[1] - 0.024
    root = surface.hull.widest(np.array([middle]))[0] - 0.006
    side = surface.hull.half_width(np.array([middle]))[0]
    points, shades = [], []
    for size, out, shade in rings:
        back = size * depth * np.cos(turn)
        y = middle + size * height * np.sin(turn)
        wall = surface.hull.half_width(y) * 0.5 + side * 0.5
        x = wall + 0.001 + out + np.where(back < 0, -back * 0.42, 0)
        points.append(np.stack([x, y, root + back - 0.004 * np.sin(turn)], 1))
        shades.append(np.full(len(turn), shade))
    dark = 1 - np.concatenate(shades)[:, None] * np.array([0.30, 0.42, 0.45])
    skin = (
        np.array(character.colours.skin) * 0.85 + 0.15 * np.array(character.colours.blush)
    ) * dark
    triangles = loft(len(rings), len(turn))
    left = make_part(np.concatenate(points), triangles, skin, Material.SKIN)
    return [left, mirrored(left)]


def _tube(
    hull: Hull, azimuth: Floats, top: Floats, bottom: Floats, rows: int, thickness: float
) -> Floats:
    share = np.linspace(0, 1, rows)[:, None]
    share = share**1.4 if thickness > 0 else share  # closer together on the shoulders
    y = top + share * (bottom - top)
    points = hull.meridian(np.broadcast_to(azimuth, y.shape), y)
    axis = np.stack([np.sin(azimuth), 0 * azimuth, np.cos(azimuth)], 1)
    return np.asarray((points + thickness * axis).reshape(-1, 3))


def _collar(character: Character, hull: Hull, azimuth: Floats, line: Floats) -> Part:
    turn = np.linspace(0, 2 * np.pi, 7)
    axis = np.stack([np.sin(azimuth), 0 * azimuth, np.cos(azimuth)], 1)
    middle = hull.meridian(azimuth, line) + 0.003 * axis
    rings = [middle + 0.0055 * (np.sin(t) * np.array([0, 1.3, 0]) + np.cos(t) * axis) for t in turn]
    points = np.concatenate(rings)
    triangles = loft(len(rings), AROUND)[:, ::-1]
    return make_part(
        points, triangles, character.colours.trim, Material.TRIM, held=_held(character, points)
    )


def _held(character: Character, points: Floats) -> Floats:
    """Return how much of the head's rotation the neck takes at each height."""
    return smooth(character.collar + 0.01, character.head.slices[0][0] + 0.035, points[:, 1])


def _outward(rows: int) -> Triangles:
    return loft(rows, AROUND)
