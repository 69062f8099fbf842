"""The face's skin: edge loops round eyes and mouth, an even net elsewhere, one triangulation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay, cKDTree

from systems.avatar.character import Character
from systems.avatar.contours import Lids, Lips
from systems.avatar.hair import tip_height
from systems.avatar.hull import Floats
from systems.avatar.part import Attachment, Material, Part, Triangles, loft, make_part
from systems.avatar.surface import Surface, gaussian, smooth

HEART = np.array([0.0, -0.005, -0.025])  # m; every point of the head can be seen from here
UNROLLED = 0.085  # m of the flat layout per radian from straight ahead
REAR = 2.9  # rad from straight ahead where the skin ends, under the hair
EYE_POINTS, MOUTH_POINTS = 44, 48
HAIR_SHADOW = 0.010  # m below the hair's tips where its shadow ends
LID_RINGS = (0.0, 0.0009, 0.0026, 0.0055)  # m outside the lid's edge
LIP_SHARES = (0.0, 0.25, 0.6, 0.92, 1.08)
LIP_PROFILE = (-0.55, 0.75, 1.0, 0.42, 0.12)  # height of the lip there, over its fullness


class Loops(NamedTuple):
    """Rings round an opening, the innermost first."""

    points: Floats  # (rings, count, 3) m
    red: Floats  # (rings,) share of the opening's own colour


def make_skin(character: Character, surface: Surface) -> Part:
    """Return the skin of face and head."""
    left = _eye_loops(character, surface)
    right = left._replace(points=left.points[:, ::-1] * [-1, 1, 1])
    mouth = _mouth_loops(character, surface)
    loops = [left, right, mouth]
    net = _net(character, surface, [opening.points[-1] for opening in loops])
    positions = np.concatenate([*(opening.points.reshape(-1, 3) for opening in loops), net])
    triangles = _triangulate(positions, loops)
    red = np.concatenate([np.repeat(o.red, o.points.shape[1]) for o in loops])
    red = np.concatenate([red, np.zeros(len(net))])
    colours = skin_colours(character, positions, surface)
    lips = np.zeros(len(positions), bool)
    lips[2 * left.points[..., 0].size :] = True
    own = np.where(lips[:, None], character.colours.lips, _lid_colour(character))
    colours = colours + red[:, None] * (own - colours)
    loop_triangles = sum(2 * o.points[1:, :, 0].size for o in loops)
    return make_part(
        positions,
        triangles,
        colours,
        Material.SKIN,
        Attachment.SKIN,
        inked=np.arange(len(triangles)) >= loop_triangles,
    )


def skin_colours(character: Character, positions: Floats, surface: Surface) -> Floats:
    """Return the skin's colours with blush and the shade that never leaves, (N, 3) sRGB."""
    colours, eye, head = character.colours, character.eye, character.head
    seats = np.abs(positions[:, :2] * [1, 0]) + positions[:, :2] * [0, 1]
    ahead = smooth(-0.02, 0.02, positions[:, 2])
    cheek = (eye.centre[0] + 0.008, eye.centre[1] - eye.lower - 0.022)
    blush = 0.55 * gaussian(seats, cheek, (0.016, 0.011))
    tip = 0.35 * gaussian(seats, (0, -0.010), (0.012, 0.009)) * (head.wings[2] > 0)
    out = np.array(colours.skin) + ((blush + tip) * ahead)[:, None] * (
        np.array(colours.blush) - colours.skin
    )
    hole = head.nostril[2] * gaussian(seats, head.nostril[:2], (0.0026, 0.0016))
    beside = gaussian(seats, (eye.centre[0] - eye.half_width, eye.centre[1]), (0.007, 0.009))
    under = smooth(-0.003, -0.02, positions[:, 2] - surface.hull.widest(positions[:, 1]))
    chin = 0.25 * under * smooth(-0.04, -0.08, positions[:, 1])
    shade = np.clip(hole + 8 * eye.socket * beside + chin, 0, 0.9)
    out *= 1 - shade[:, None] * np.array([0.75, 0.95, 1.0])
    shadow = _hair_shadow(character, positions)[:, None] * np.array([0.35, 0.85, 0.75])
    return np.asarray(out * (1 - shadow))


def _hair_shadow(character: Character, positions: Floats) -> Floats:
    """Return the shade that hair throws on forehead and temples."""
    x, y, z = positions.T
    tip = tip_height(character, np.arctan2(x, z + 0.02))
    eye = character.eye.centre[1]
    over = smooth(eye, eye + 0.03, y) * smooth(-0.02, 0.01, z)
    return 0.20 * over * smooth(-HAIR_SHADOW, 0.4 * HAIR_SHADOW, y - tip)


def _lid_colour(character: Character) -> Floats:
    return 0.35 * np.array(character.colours.lash) + 0.65 * np.array(character.colours.blush)


def _eye_loops(character: Character, surface: Surface) -> Loops:
    lids = Lids(character.eye)
    contour, outward = lids.contour(EYE_POINTS), lids.outward(EYE_POINTS)
    rings = [surface.points(contour + distance * outward) for distance in LID_RINGS]
    edge = rings[0].copy()
    middle = np.array([*character.eye.centre])
    edge[:, :2] += 0.02 * (middle - edge[:, :2])
    edge[:, 2] -= 0.0022
    return Loops(np.stack([edge, *rings]), np.array([1.0, 0.8, 0.12, 0, 0]))


def _mouth_loops(character: Character, surface: Surface) -> Loops:
    lips = Lips(character.mouth)
    turn = np.arange(MOUTH_POINTS) * 2 * np.pi / MOUTH_POINTS
    taper = np.abs(np.sin(turn)) ** 0.6
    rings = []
    for share, height in zip(LIP_SHARES, LIP_PROFILE, strict=True):
        points = surface.points(lips.ring(turn, share))
        points[:, 2] += character.mouth.fullness * height * taper
        rings.append(points)
    away = np.stack([np.cos(turn), np.sin(turn)], 1)
    rings += [surface.points(rings[-1][:, :2] + d * away) for d in (0.0028, 0.0065)]
    red = np.array([1.0, 1.0, 1.0, 0.85, 0.12, 0, 0])
    red[0] = 0.9
    return Loops(np.stack(rings), red)


def _net(character: Character, surface: Surface, rims: list[Floats]) -> Floats:
    fine = character.spacing
    levels = [(fine, 0.0, 0.088), (fine * 1.7, 0.088, 0.135), (fine * 3, 0.135, UNROLLED * REAR)]
    flat = np.concatenate([_hexagons(step, low, high) for step, low, high in levels])
    rim = [_flatten(points) for points in rims]
    near, _ = cKDTree(np.concatenate(rim)).query(flat)
    flat = flat[near > 0.62 * fine]
    flat = flat[~np.any([_inside(polygon, flat) for polygon in rim], axis=0)]
    angle = np.hypot(*flat.T) / UNROLLED
    side = flat / np.maximum(np.hypot(*flat.T), 1e-9)[:, None]
    directions = np.column_stack([side * np.sin(angle)[:, None], np.cos(angle)])
    points = surface.hull.cast(HEART, directions)
    ahead = smooth(0, 0.012, points[:, 2] - surface.hull.widest(points[:, 1]))
    points[:, 2] += ahead * (surface.depth(points[:, :2]) - surface.hull.front(*points[:, :2].T))
    return points


def _hexagons(step: float, low: float, high: float) -> Floats:
    rows = np.arange(-int(high / step / 0.866), int(high / step / 0.866) + 1)
    columns = np.arange(-int(high / step) - 1, int(high / step) + 2)
    x = (columns[None] + (rows[:, None] % 2) / 2) * step
    grid = np.stack([x.ravel(), np.repeat(rows * step * 0.866, len(columns))], 1)
    stretched = np.hypot(grid[:, 0] * 1.12, grid[:, 1] - 0.012)
    return grid[(low <= stretched) & (stretched < high)]


def _flatten(points: Floats) -> Floats:
    away = points - HEART
    angle = np.arccos(away[:, 2] / np.linalg.norm(away, axis=1))
    side = away[:, :2] / np.maximum(np.hypot(*away[:, :2].T), 1e-9)[:, None]
    return np.asarray(UNROLLED * angle[:, None] * side)


def _inside(polygon: Floats, points: Floats) -> NDArray[np.bool_]:
    """Return which points lie in the polygon, by counting crossings of a ray along +x."""
    a, b = polygon, np.roll(polygon, -1, 0)
    x, y = points[:, :1], points[:, 1:]
    spans = (a[:, 1] > y) != (b[:, 1] > y)
    rise = np.where(a[:, 1] == b[:, 1], 1, b[:, 1] - a[:, 1])
    return np.asarray(
        (spans & (x < a[:, 0] + (y - a[:, 1]) / rise * (b[:, 0] - a[:, 0]))).sum(1) % 2 == 1
    )


def _triangulate(positions: Floats, loops: list[Loops]) -> Triangles:
    faces, outer, start = [], [], 0
    for loop in loops:
        rings, count = loop.points.shape[:2]
        faces.append(loft(rings, count) + start)
        start += rings * count
        outer.append(np.arange(start - count, start))
    used = np.concatenate([*outer, np.arange(start, len(positions))])
    flat = _flatten(positions[used])
    net = Delaunay(flat).simplices
    centres = flat[net].mean(1)
    holes = [_inside(_flatten(positions[rim]), centres) for rim in outer]
    kept = used[net[~np.any(holes, axis=0)]]
    return np.concatenate([*faces, _facing_out(positions, kept)])


def _facing_out(positions: Floats, triangles: Triangles) -> Triangles:
    a, b, c = positions[triangles].swapaxes(0, 1)
    inward = (np.cross(b - a, c - a) * ((a + b + c) / 3 - HEART)).sum(1) < 0
    return np.where(inward[:, None], triangles[:, ::-1], triangles).astype(np.int32)
