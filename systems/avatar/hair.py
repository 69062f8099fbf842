"""Hair: tapering locks along the meridians of a drawn silhouette, over a plain underlayer."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from systems.avatar.character import Character
from systems.avatar.hull import Floats, Hull
from systems.avatar.part import Material, Part, loft, make_part
from systems.avatar.surface import smooth

STEPS = 13
ROOT = 0.04  # share of the way from crown to tip where locks begin
UNDER = 0.955  # width of the underlayer over the silhouette's
UNDER_SHORT = (0.37, 0.9)  # of a lock's point, behind and ahead, from the underlayer to the tips
UNDER_AROUND, UNDER_ROWS = 44, 10
SECTION = ((1.0, -0.35), (0.5, 0.75), (-0.5, 0.75), (-1.0, -0.35), (0.0, -0.45))
BAND_PLACE = 0.35  # rad by which a hairband leans to the front
BAND_POINTS = 34
BAND_END = 1.85  # rad from the crown to where the band has gone under the hair


class Lock(NamedTuple):
    """One lock, from root to tip."""

    azimuth: Floats  # (STEPS,) rad from the front toward +X
    y: Floats  # (STEPS,) m
    half: Floats  # (STEPS,) half width, rad
    thick: Floats  # (STEPS,) m
    lift: float  # m over the silhouette
    tone: float  # brightness over the colour's


def make_hair(character: Character) -> list[Part]:
    """Return the underlayer, all locks and the hairband."""
    hair = character.hair
    hull = Hull(hair.slices)
    rng = np.random.default_rng(hair.seed)
    parts = [_underlayer(character, hull)]
    for number in range(hair.locks):
        azimuth = (number + 0.5) * 2 * np.pi / hair.locks
        parts.append(_loft(character, hull, _grow(character, hull, rng, azimuth)))
    return [*parts, _band(character, hull)] if hair.band > 0 else parts


def tip_height(character: Character, azimuth: Floats) -> Floats:
    """Return the height at which hair ends at angles `azimuth` from the front, m."""
    angle, height = np.array(character.hair.lengths).T
    around = np.degrees(np.abs((azimuth + np.pi) % (2 * np.pi) - np.pi))
    return np.asarray(np.interp(around, angle, height))


def _underlayer(character: Character, hull: Hull) -> Part:
    azimuth = np.arange(UNDER_AROUND) * 2 * np.pi / UNDER_AROUND
    zigzag = character.hair.ragged * np.where(np.arange(UNDER_AROUND) % 2, 0.6, -0.6)
    short = np.interp(smooth(-0.1, 0.5, np.cos(azimuth)), (0, 1), UNDER_SHORT)
    end = tip_height(character, azimuth) + short * character.hair.taper + zigzag
    drop = (1 - np.cos(np.linspace(0.02, 1, UNDER_ROWS) * np.pi / 2))[:, None]
    y = hull.top + drop * (end - hull.top)
    points = hull.meridian(np.broadcast_to(azimuth, y.shape), y).reshape(-1, 3)
    middle = np.column_stack([0 * points[:, 0], points[:, 1], hull.widest(points[:, 1])])
    points = middle + UNDER * (points - middle) - np.array([0, 0.004, 0])
    both = np.concatenate([points, middle + 0.97 * (points - middle)])
    triangles = loft(UNDER_ROWS, UNDER_AROUND)
    return make_part(
        both,
        np.concatenate([triangles, triangles[:, ::-1] + len(points)]),
        np.repeat([0.80, 0.50], len(points))[:, None] * np.array(character.colours.hair),
        Material.HAIR,
        held=_held(character, both),
        inked=np.zeros(2 * len(triangles), bool),
    )


def _grow(character: Character, hull: Hull, rng: np.random.Generator, azimuth: float) -> Lock:
    """Return a lock near `azimuth`, varied by the generator `rng`."""
    hair, spacing = character.hair, 2 * np.pi / character.hair.locks
    azimuth += rng.normal(0, 0.12) * spacing
    tip = float(tip_height(character, np.array([azimuth]))[0]) + rng.uniform(-1, 0.5) * hair.ragged
    along = np.linspace(0, 1, STEPS)
    drop = 1 - np.cos((ROOT + (1 - ROOT) * (1 - (1 - along) ** 1.25)) * np.pi / 2)
    y = hull.top + drop / drop[-1] * (tip - hull.top)
    front = smooth(0.15, 0.6, np.array(np.cos(azimuth)))
    side = np.sign(np.sin(azimuth) - hair.parting / 0.09)
    bend = side * hair.sweep * rng.uniform(0.3, 1.0) * front * along**2
    wave = hair.wave * rng.uniform(0.4, 1.0) * np.sin(along * 6 + rng.uniform(0, 6)) * along
    pointed = np.sin(np.clip((y - tip) / hair.taper, 0, 1) * np.pi / 2) ** 0.75
    half = spacing / 2 * hair.width * rng.uniform(0.8, 1.25) * pointed
    thick = hair.thickness * rng.uniform(0.7, 1.25) * np.minimum(along / 0.3 + 0.35, 1) * pointed
    return Lock(
        azimuth + bend + wave,
        y,
        np.maximum(half, 0.002),
        thick,
        rng.uniform(0, 0.4) * hair.thickness,
        rng.normal(0, 0.045),
    )


def _loft(character: Character, hull: Hull, lock: Lock) -> Part:
    """Return a lock with a lens of five points as its cross-section."""
    columns, normals = [], []
    for across, rise in SECTION:
        angle = lock.azimuth + across * lock.half
        axis = np.stack([np.sin(angle), 0 * angle, np.cos(angle)], 1)
        columns.append(
            hull.meridian(angle, lock.y) + axis * (rise * lock.thick + lock.lift)[:, None]
        )
        turned = angle + 0.9 * across
        lean = np.stack([np.sin(turned), 0 * turned + 0.1, np.cos(turned)], 1)
        normals.append(lean * np.sign(rise + 0.4))
    points = np.stack(columns, 1).reshape(-1, 3)
    up = smooth(hull.top - 0.10, hull.top, points[:, 1])
    shade = np.stack(normals, 1).reshape(-1, 3) + np.outer(2.2 * up, [0, 1, 0])
    return make_part(
        points,
        loft(STEPS, len(SECTION))[:, ::-1],
        _colours(character, lock),
        Material.HAIR,
        held=_held(character, points),
        normals=shade / np.linalg.norm(shade, axis=1, keepdims=True),
    )


def _colours(character: Character, lock: Lock) -> Floats:
    root, tip = np.array(character.colours.hair), np.array(character.colours.hair_tip)
    along = np.repeat(np.linspace(0, 1, STEPS), len(SECTION))
    colour = root + smooth(0.3, 1.0, along)[:, None] * (tip - root)
    hollow = np.tile([0.80 if rise < 0 else 1.0 for _, rise in SECTION], STEPS)
    return np.asarray(np.clip(colour * (1 + lock.tone) * hollow[:, None], 0, 1))


def _band(character: Character, hull: Hull) -> Part:
    lean = np.linspace(-BAND_END, BAND_END, BAND_POINTS)
    tuck = smooth(BAND_END, BAND_END - 0.45, np.abs(lean))[:, None]
    plane = np.array([0, np.cos(BAND_PLACE), np.sin(BAND_PLACE)])
    heart = np.array([0, 0.04, -0.045])
    directions = np.outer(np.cos(lean), plane) + np.outer(np.sin(lean), [1, 0, 0])
    over = character.hair.thickness * (1.75 * tuck - 1.0)
    middle = hull.cast(heart, directions) + over * directions
    along = np.array([0, -np.sin(BAND_PLACE), np.cos(BAND_PLACE)])
    width, rise = character.hair.band * (0.5 + 0.5 * tuck), 0.0035
    rows = [
        middle + across * width * along + up * rise * directions
        for across, up in ((-1, -1), (-0.9, 0.6), (0, 1), (0.9, 0.6), (1, -1))
    ]
    points = np.concatenate(rows)
    return make_part(
        points, loft(len(rows), BAND_POINTS, closed=False), character.colours.trim, Material.TRIM
    )


def _held(character: Character, points: Floats) -> Floats:
    """Return the share of the head's rotation; tips that reach the shoulders lag."""
    chin = character.head.slices[0][0]
    return 0.55 + 0.45 * smooth(chin - 0.05, chin + 0.02, points[:, 1])
