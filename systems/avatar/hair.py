"""Hair: tapering locks along the meridians of a drawn silhouette, over a plain underlayer."""

from __future__ import annotations

import numpy as np

from systems.avatar.character import Character
from systems.avatar.hull import Floats, Hull
from systems.avatar.part import Material, Part, loft, make_part
from systems.avatar.surface import smooth

STEPS = 11
UNDER = 0.955  # width of the underlayer over the silhouette's
UNDER_SHORT = 0.022  # m from the underlayer's edge to the locks' tips
UNDER_AROUND, UNDER_ROWS = 40, 10


def make_hair(character: Character) -> list[Part]:
    """Return the underlayer and all locks."""
    hull = Hull(character.hair.slices)
    rng = np.random.default_rng(character.hair.seed)
    step = 2 * np.pi / character.hair.locks
    outer = [
        _lock(character, hull, rng, (k + 0.5) * step, 1.0) for k in range(character.hair.locks)
    ]
    return [_underlayer(character, hull), *outer]


def tip_height(character: Character, azimuth: Floats) -> Floats:
    """Return the height at which hair ends at angles `azimuth` from the front, m."""
    angle, height = np.array(character.hair.lengths).T
    around = np.degrees(np.abs((azimuth + np.pi) % (2 * np.pi) - np.pi))
    return np.asarray(np.interp(around, angle, height))


def _underlayer(character: Character, hull: Hull) -> Part:
    azimuth = np.arange(UNDER_AROUND) * 2 * np.pi / UNDER_AROUND
    end = tip_height(character, azimuth) + UNDER_SHORT
    drop = (1 - np.cos(np.linspace(0.02, 1, UNDER_ROWS) * np.pi / 2))[:, None]
    y = hull.top + drop * (end - hull.top)
    around = np.broadcast_to(azimuth, y.shape)
    points = hull.meridian(around, y).reshape(-1, 3)
    middle = np.column_stack([0 * points[:, 0], points[:, 1], hull.widest(points[:, 1])])
    points = middle + UNDER * (points - middle) - [0, 0.004, 0]
    inside = middle + 0.97 * (points - middle)
    both = np.concatenate([points, inside])
    triangles = loft(UNDER_ROWS, UNDER_AROUND)
    tone = np.repeat([0.80, 0.50], len(points))[:, None]
    return make_part(
        both,
        np.concatenate([triangles, triangles[:, ::-1] + len(points)]),
        tone * np.array(character.colours.hair),
        Material.HAIR,
        held=_held(character, both),
        inked=np.arange(2 * len(triangles)) < len(triangles),
    )


def _lock(
    character: Character, hull: Hull, rng: np.random.Generator, azimuth: float, size: float
) -> Part:
    hair = character.hair
    azimuth += rng.normal(0, 0.10) * 2 * np.pi / hair.locks
    tip = float(tip_height(character, np.array([azimuth]))[0]) + rng.uniform(-1, 0.4) * hair.ragged
    along = np.linspace(0, 1, STEPS)
    drop = 1 - np.cos((0.04 + 0.96 * along) * np.pi / 2)
    y = hull.top + drop * (tip - hull.top)
    side = (
        np.sin(azimuth) if abs(np.sin(azimuth)) > 0.3 else np.sign(hair.parting - np.sin(azimuth))
    )
    bend = hair.sweep * (rng.uniform(0.2, 1.0)) * along**2 * (-side if abs(azimuth) < 0 else side)
    wave = 0.02 * np.sin(along * 5 + rng.uniform(0, 6))
    angle = azimuth + (bend if np.cos(azimuth) > 0.2 else 0 * bend) + wave * along
    half = np.pi / hair.locks * hair.width * size * rng.uniform(0.85, 1.2)
    half = half * np.sqrt(np.clip((1 - along) / 0.45, 0, 1)) * (0.8 + 0.2 * along)
    half = np.maximum(half, 0.002)
    thick = (
        hair.thickness
        * rng.uniform(0.7, 1.25)
        * np.sin(np.pi * np.clip(0.18 + 0.82 * along, 0, 1)) ** 0.8
    )
    lift = rng.uniform(0.0, 0.35) * hair.thickness
    return _loft_lock(character, hull, angle, y, half, thick, lift, rng.normal(0, 0.05))


def _loft_lock(
    character: Character,
    hull: Hull,
    angle: Floats,
    y: Floats,
    half: Floats,
    thick: Floats,
    lift: float,
    tone: float,
) -> Part:
    """Return a lock with a lens of five points as its cross-section."""
    section = ((1.0, -0.35), (0.55, 0.62), (0.0, 1.0), (-0.55, 0.62), (-1.0, -0.35), (0.0, -0.45))
    columns, normals = [], []
    for across, rise in section:
        a = angle + across * half
        axis = np.stack([np.sin(a), 0 * a, np.cos(a)], 1)
        columns.append(hull.meridian(a, y) + axis * (rise * thick + lift)[:, None])
        lean = np.stack([np.sin(a + across * 0.7), 0 * a + 0.1, np.cos(a + across * 0.7)], 1)
        normals.append(lean * np.sign(rise + 0.4))
    points = np.stack(columns, 1).reshape(-1, 3)
    up = smooth(hull.top - 0.09, hull.top, points[:, 1])
    shade = np.stack(normals, 1).reshape(-1, 3) + np.outer(2.0 * up, [0, 1, 0])
    along = np.repeat(np.linspace(0, 1, len(y)), len(section))
    root, tip = np.array(character.colours.hair), np.array(character.colours.hair_tip)
    colour = root + smooth(0.35, 1.0, along)[:, None] * (tip - root)
    inner = np.tile(np.array([s[1] < 0 for s in section]), len(y))
    colour = np.clip(colour * (1 + tone) * np.where(inner, 0.80, 1.0)[:, None], 0, 1)
    return make_part(
        points,
        loft(len(y), len(section))[:, ::-1],
        colour,
        Material.HAIR,
        held=_held(character, points),
        normals=shade / np.linalg.norm(shade, axis=1, keepdims=True),
    )


def _held(character: Character, points: Floats) -> Floats:
    """Return the share of the head's rotation; tips that reach the shoulders lag."""
    chin = character.head.slices[0][0]
    return 0.55 + 0.45 * smooth(chin - 0.05, chin + 0.02, points[:, 1])
