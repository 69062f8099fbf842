"""Behind the lips: the mouth's lining, two rows of teeth and a whole tongue."""

from __future__ import annotations

import numpy as np

from systems.avatar.character import Character
from systems.avatar.contours import Lips
from systems.avatar.hull import Floats
from systems.avatar.part import Attachment, Material, Part, loft, make_part
from systems.avatar.skin import MOUTH_POINTS
from systems.avatar.surface import Surface

GUM = (0.80, 0.42, 0.43)
TOOTH = (0.97, 0.96, 0.93)
TONGUE = (0.90, 0.47, 0.48)
LINING = ((0.72, 0.33, 0.34), (0.52, 0.17, 0.19), (0.38, 0.09, 0.12), (0.27, 0.05, 0.08))
LINING_DEPTH = (0.0, 0.004, 0.013, 0.034)  # m behind the lips
LINING_WIDTH = (1.0, 1.12, 1.35, 1.05)  # over the slit's
LINING_HEIGHT = (0.0, 0.0015, 0.008, 0.010)  # m over and under the slit
TOOTH_GAP = 0.86  # brightness between two teeth
TONGUE_REST = 0.0062  # m from the slit down to the middle of the tongue
TOOTH_COLUMNS = 25
ARCH = {True: 1.12, False: 0.94}  # half width of the upper, lower row, over the mouth's
SMILE_ARC = 0.16  # rise of the upper teeth's edge toward the sides, over the mouth's half width


def make_mouth(character: Character, surface: Surface) -> list[Part]:
    """Return lining, upper teeth, lower teeth and tongue."""
    return [
        _lining(character, surface),
        _teeth(character, surface, upper=True),
        _teeth(character, surface, upper=False),
        _tongue(character, surface),
    ]


def _lip_depth(character: Character, surface: Surface) -> float:
    middle = np.array([[0.0, character.mouth.height]])
    return float(surface.depth(middle)[0] - 0.55 * character.mouth.fullness)


def _lining(character: Character, surface: Surface) -> Part:
    lips = Lips(character.mouth)
    turn = np.arange(MOUTH_POINTS) * 2 * np.pi / MOUTH_POINTS
    seats = lips.ring(turn, 0.0)
    edge = surface.points(seats)
    edge[:, 2] -= 0.55 * character.mouth.fullness * np.abs(np.sin(turn)) ** 0.6
    rings = []
    for depth, width, height in zip(LINING_DEPTH, LINING_WIDTH, LINING_HEIGHT, strict=True):
        ring = edge * [width, 1, 1]
        ring[:, 1] += height * np.sin(turn)
        ring[:, 2] -= depth + 0.3 * (width - 1) * np.abs(edge[:, 0])
        rings.append(ring)
    end = np.array([[0, character.mouth.height, rings[-1][:, 2].mean() - 0.004]])
    count, last = len(rings) * MOUTH_POINTS, (len(rings) - 1) * MOUTH_POINTS
    spoke = np.arange(MOUTH_POINTS)
    fan = np.stack([last + spoke, last + (spoke + 1) % MOUTH_POINTS, 0 * spoke + count], 1)
    return make_part(
        np.concatenate([*rings, end]),
        np.concatenate([loft(len(rings), MOUTH_POINTS)[:, ::-1], fan]),
        np.concatenate([np.repeat(LINING, MOUTH_POINTS, 0), LINING[-1:]]),
        Material.MOUTH,
        Attachment.SKIN,
        seats=np.concatenate([np.tile(seats, (len(rings), 1)), end[:, :2]]),
        follow=np.concatenate([np.repeat([1.0, 1.0, 0.92, 0.7], MOUTH_POINTS), [0.4]]),
    )


def _teeth(character: Character, surface: Surface, *, upper: bool) -> Part:
    mouth = character.mouth
    half = ARCH[upper] * mouth.half_width
    size = 0.36 * mouth.half_width + 0.0005
    turn = np.linspace(-1.35, 1.35, TOOTH_COLUMNS)
    sign, edge = (
        (1, mouth.height - 0.11 * mouth.half_width)
        if upper
        else (-1, mouth.height - 0.24 * mouth.half_width)
    )
    front = _lip_depth(character, surface) - (0.0026 if upper else 0.0042)
    rows = []
    for rise, bulge in ((1.9, -0.0012), (1.05, 0.0), (0.95, 0.0), (0.4, 0.0005), (0.0, -0.0003)):
        x, z = (half + bulge) * np.sin(turn), front - half + (half + bulge) * np.cos(turn)
        bend = (0.25 * mouth.curve + upper * SMILE_ARC * mouth.half_width) * np.sin(turn) ** 2
        rows.append(np.stack([x, edge + sign * rise * size + bend, z], 1))
    rows.append(rows[-1] * [0.9, 1, 1] - [0, 0, 0.003])
    colours = np.repeat([GUM, GUM, TOOTH, TOOTH, TOOTH, TOOTH], TOOTH_COLUMNS, 0)
    if character.style == "soft":
        colours *= np.tile(np.where(np.arange(TOOTH_COLUMNS) % 2, 1.0, TOOTH_GAP), len(rows))[
            :, None
        ]
    triangles = loft(len(rows), TOOTH_COLUMNS, closed=False)
    return make_part(
        np.concatenate(rows),
        triangles if upper else triangles[:, ::-1],
        colours,
        Material.TEETH,
        Attachment.FIXED if upper else Attachment.JAW,
    )


def _tongue(character: Character, surface: Surface) -> Part:
    mouth = character.mouth
    length, width, thick = 1.5 * mouth.half_width, 0.68 * mouth.half_width, 0.0034
    front = _lip_depth(character, surface) - 0.0095
    along = 1 - (1 - np.linspace(0, 1, 11)) ** 1.6
    turn = np.arange(10) * 2 * np.pi / 10
    body = np.sqrt(np.clip(1 - np.clip((along - 0.55) / 0.45, 0, 1) ** 2.8, 0.0004, 1))
    rings = [
        _tongue_ring(turn, width * (0.85 + 0.15 * a) * b, thick * b)
        + np.array([0, mouth.height - TONGUE_REST - 0.003 * (1 - a), front - length * (1 - a)])
        for a, b in zip(along, body, strict=True)
    ]
    return make_part(
        np.concatenate(rings),
        loft(len(rings), len(turn))[:, ::-1],
        TONGUE,
        Material.TONGUE,
        Attachment.TONGUE,
        follow=np.repeat(along, len(turn)),
    )


def _tongue_ring(turn: Floats, width: float, thick: float) -> Floats:
    x, y = width * np.cos(turn), thick * np.sin(turn)
    groove = np.where(y > 0, -0.0012 * np.exp(-((x / (0.3 * width)) ** 2)), 0)
    return np.stack([x, y + groove * thick / 0.0034, np.zeros_like(x)], 1)
