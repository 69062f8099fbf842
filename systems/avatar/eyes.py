"""Eyeballs, lashes, lid folds and brows of the left side; the right side is their mirror image."""

from __future__ import annotations

import numpy as np

from systems.avatar.character import Character
from systems.avatar.contours import Lids
from systems.avatar.hull import Floats
from systems.avatar.part import Attachment, Material, Part, loft, make_part
from systems.avatar.surface import Surface, smooth

BALL_RINGS, BALL_POINTS = 9, 24
BALL_EDGE = 1.75  # rad from the pupil to where the eyeball's mesh ends inside the head
LEAVING = 0.84  # place along the upper lid where the lash line leaves it
LIFT = 0.0007  # m of drawn lines over the skin


def make_eye(character: Character, surface: Surface) -> list[Part]:
    """Return eyeball, lash lines, lid fold and brow of the left eye."""
    lids = Lids(character.eye)
    parts = [_ball(character, surface), _upper_lash(character, surface, lids)]
    parts.append(_lower_lash(character, surface, lids))
    if character.eye.crease > 0:
        parts.append(_crease(character, surface, lids))
    return [*parts, _brow(character, surface)]


def _ball(character: Character, surface: Surface) -> Part:
    tilt = np.linspace(0, BALL_EDGE, BALL_RINGS + 1)[1:]
    turn = np.arange(BALL_POINTS) * 2 * np.pi / BALL_POINTS
    ring = np.stack([np.cos(turn), np.sin(turn)], 1)
    rings = [np.column_stack([np.sin(t) * ring, np.full(BALL_POINTS, np.cos(t))]) for t in tilt]
    directions = np.concatenate([np.array([[0.0, 0.0, 1.0]]), *rings])
    fan = np.arange(BALL_POINTS)
    cap = np.stack([np.zeros_like(fan), 1 + fan, 1 + (fan + 1) % BALL_POINTS], 1)
    triangles = np.concatenate([cap, loft(BALL_RINGS, BALL_POINTS) + 1])
    return make_part(
        surface.eye_centre + character.eye.radius * directions,
        triangles,
        character.colours.sclera,
        Material.EYE_LEFT,
        normals=directions,
    )


def _upper_lash(character: Character, surface: Surface, lids: Lids) -> Part:
    eye = character.eye
    u = np.concatenate([np.linspace(-0.99, LEAVING, 20), np.full(5, LEAVING)])
    beyond = np.concatenate([np.zeros(20), np.linspace(0.2, 1, 5)])
    x = eye.centre[0] + eye.half_width * u
    seats = np.stack([x, lids.upper(x)], 1)
    tangent = (seats[19] - seats[18]) / np.linalg.norm(seats[19] - seats[18])
    flick = np.outer(beyond, tangent) + np.outer(beyond**2, [0.35, 0.75])
    line = seats + eye.wing * flick
    thickness = eye.lash * (0.25 + 0.75 * smooth(-0.9, 0.3, u)) * (1 - beyond**1.6)
    thickness *= np.sqrt(smooth(-1.0, -0.6, u))
    lean = np.stack([0.35 * u, np.ones_like(u)], 1)
    lower = line - 0.18 * thickness[:, None] * lean
    upper = line + thickness[:, None] * lean
    return _ribbon(character, surface, [lower, upper], seats)


def _lower_lash(character: Character, surface: Surface, lids: Lids) -> Part:
    eye = character.eye
    u = np.linspace(-0.35, 0.99, 14)
    x = eye.centre[0] + eye.half_width * u
    seats = np.stack([x, lids.lower(x)], 1)
    thickness = 0.26 * eye.lash * smooth(-0.35, 0.5, u)
    lower = seats - np.outer(thickness, [0, 1])
    return _ribbon(character, surface, [lower, seats], seats)


def _crease(character: Character, surface: Surface, lids: Lids) -> Part:
    eye = character.eye
    u = np.linspace(-0.85, 0.95, 18)
    x = eye.centre[0] + eye.half_width * u * 1.04
    line = np.stack([x, lids.upper(x) + eye.crease * (0.75 + 0.25 * (1 - u**2))], 1)
    thickness = 0.16 * eye.lash * (1 - u**2) ** 0.5 + 1e-5
    parts = _ribbon(character, surface, [line, line + np.outer(thickness, [0, 1])], line)
    soft = 0.5 * np.array(character.colours.lash) + 0.5 * np.array(character.colours.blush)
    return make_part(
        parts.positions, parts.triangles, soft, Material.LINE, Attachment.SKIN, seats=parts.seats
    )


def _brow(character: Character, surface: Surface) -> Part:
    knots = np.array(character.brow.points)
    along = np.linspace(0, len(knots) - 1, 20)
    x, y, thickness = (_curve(along, column) for column in knots.T)
    line = np.stack([x, y], 1)
    ends = np.sqrt(np.clip(np.minimum(along / 0.35, 1), 0.02, 1))
    half = np.outer(thickness * ends / 2, [0, 1])
    rows = [line - half, line, line + half]
    seats = np.concatenate(rows)
    positions = surface.points(seats)
    positions[:, 2] += 1.4 * LIFT
    positions[len(line) : 2 * len(line), 2] += 0.0006
    triangles = loft(3, len(line), closed=False)[:, ::-1]
    return make_part(
        positions, triangles, character.colours.brow, Material.LINE, Attachment.BROW, seats=seats
    )


def _curve(along: Floats, values: Floats) -> Floats:
    """Return a smooth curve through equally spaced values (Catmull and Rom, 1974)."""
    padded = np.concatenate([[2 * values[0] - values[1]], values, [2 * values[-1] - values[-2]]])
    knot = np.minimum(along.astype(int), len(values) - 2)
    t = along - knot
    a, b, c, d = (padded[knot + k] for k in range(4))
    return np.asarray(
        b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    )


def _ribbon(character: Character, surface: Surface, rows: list[Floats], seats: Floats) -> Part:
    positions = surface.points(np.concatenate(rows))
    positions[:, 2] += LIFT
    return make_part(
        positions,
        loft(len(rows), len(seats), closed=False)[:, ::-1],
        character.colours.lash,
        Material.LINE,
        Attachment.SKIN,
        seats=np.tile(seats, (len(rows), 1)),
    )
