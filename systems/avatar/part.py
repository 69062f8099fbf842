"""A part of the head while it is being made: vertices, where they sit and how they follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Triangles = NDArray[np.int32]


class Material(IntEnum):
    """How a fragment is shaded; the numbers stand in assets/shaders too."""

    SKIN = 0
    HAIR = 1
    EYE_LEFT = 2
    EYE_RIGHT = 3
    LINE = 4  # brows, lashes, creases
    MOUTH = 5
    TEETH = 6
    TONGUE = 7
    CLOTH = 8
    TRIM = 9


INKED = (Material.SKIN, Material.HAIR, Material.CLOTH, Material.TRIM)


class Attachment(IntEnum):
    """What moves a part's vertices."""

    SKIN = 0  # every expression
    BROW = 1  # every expression but the lids'
    JAW = 2  # the jaw's bone
    TONGUE = 3  # the jaw's bone, and the tongue's own shape
    FIXED = 4  # nothing


@dataclass(frozen=True)
class Part:
    """Vertices and triangles of one part.

    Attributes
    ----------
    positions : (N, 3) float64
        Metres, head frame.
    triangles : (T, 3) int32
        Anticlockwise seen from outside.
    colours : (N, 3) float64
        sRGB, 0..1.
    material : Material
    attachment : Attachment
    seats : (N, 2) float64
        Front coordinates whose motion each vertex takes part in, m.
    follow : (N,) float64
        Share of that motion, 0..1.
    held : (N,) float64
        Share of the head's rotation (the rest belongs to the shoulders), 0..1.
    normals : (N, 3) float64 or None
        Normals to shade with, where they are not to be taken from the triangles.
    inked : (T,) bool
        Triangles that an outline is drawn round.
    """

    positions: Floats
    triangles: Triangles
    colours: Floats
    material: Material
    attachment: Attachment
    seats: Floats
    follow: Floats
    held: Floats
    normals: Floats | None
    inked: NDArray[np.bool_]


def make_part(
    positions: Floats,
    triangles: Triangles,
    colour: Floats | Sequence[float],
    material: Material,
    attachment: Attachment = Attachment.FIXED,
    *,
    seats: Floats | None = None,
    follow: Floats | None = None,
    held: Floats | None = None,
    normals: Floats | None = None,
    inked: NDArray[np.bool_] | None = None,
) -> Part:
    """Return a part; colour may be one for all, seats default to the vertices' own x and y."""
    count = len(positions)
    return Part(
        positions,
        np.asarray(triangles, np.int32),
        np.broadcast_to(np.asarray(colour, np.float64), (count, 3)),
        material,
        attachment,
        positions[:, :2] if seats is None else seats,
        np.ones(count) if follow is None else follow,
        np.ones(count) if held is None else held,
        normals,
        np.full(len(triangles), material in INKED) if inked is None else inked,
    )


def loft(rings: int, points: int, *, closed: bool = True) -> Triangles:
    """Return the triangles between consecutive rings of equally many points.

    Anticlockwise seen from outside where points run anticlockwise and rings run away from the
    viewer.
    """
    ring, point = np.mgrid[: rings - 1, : points if closed else points - 1]
    start = (ring * points).ravel()
    here, there = start + point.ravel(), start + (point.ravel() + 1) % points
    quads = np.stack([here, here + points, there + points, there], 1)
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]).astype(np.int32)


def mirrored(part: Part, material: Material | None = None) -> Part:
    """Return the part's mirror image in the plane x = 0."""
    flip = np.array([-1, 1, 1])
    return Part(
        part.positions * flip,
        part.triangles[:, ::-1],
        part.colours,
        part.material if material is None else material,
        part.attachment,
        part.seats * flip[:2],
        part.follow,
        part.held,
        None if part.normals is None else part.normals * flip,
        part.inked,
    )
