"""A face mesh without its pose: mouth and eyes, each seen straight on in a square of its own."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ext.backend import load
from ext.contract import F4, require

_kernel = load("mesh_normalize")

Indices = NDArray[np.intp]


def _table(*rows: str) -> Indices:
    table = np.array([row.split() for row in rows], np.intp).squeeze()
    table.flags.writeable = False
    return table


class Patch(NamedTuple):
    """A part of the face and the points that define its axes."""

    points: Indices
    """(P,) mesh indices, in output order."""
    triangles: Indices
    """(T, 3) corners p0, p1, p2; the unit normals (p1 - p0) x (p2 - p0) add up to forward."""
    across: Indices
    """(2,) start and end of the edge that points to image right."""


MOUTH: Final = Patch(
    _table("""
        0 11 12 13 14 15 16 17 37 38 39 40 41 42 61 62 72 73 74 76 77 78 80 81 82 84 85 86 87 88
        89 90 91 95 96 146 178 179 180 181 183 184 185 191 267 268 269 270 271 272 291 292 302 303
        304 306 307 308 310 311 312 314 315 316 317 318 319 320 321 324 325 375 402 403 404 405 407
        408 409
        18 43 57 83 92 106 164 165 167 182 186 273 287 313 322 335 391 393 406 410
    """),
    _table("2 326 164", "2 164 97"),
    _table("82 312"),
)
"""Lips (79) and the ring around them (20); the triangles lie under the nose."""

RIGHT_EYE: Final = Patch(
    _table("""
        7 33 133 144 145 153 154 155 157 158 159 160 161 163 173 246
        22 23 24 25 26 27 28 29 30 56 110 112 130 190 243 247
        31 113 189 221 222 223 224 225 226 228 229 230 231 232 233 244
        46 52 53 55 65 63 66 70 105 107 68 69 71 104 108
    """),
    _table("23 22 230").reshape(1, 3),
    _table("33 133"),
)
"""The subject's right eye: socket (16), two rings (16 each), brow (3 x 5)."""

LEFT_EYE: Final = Patch(
    _table("""
        249 263 362 373 374 380 381 382 384 385 386 387 388 390 398 466
        252 253 254 255 256 257 258 259 260 286 339 341 359 414 463 467
        261 342 413 441 442 443 444 445 446 448 449 450 451 452 453 464
        276 282 283 285 295 293 296 300 334 336 298 299 301 333 337
    """),
    _table("253 450 252").reshape(1, 3),
    _table("362 263"),
)
"""The subject's left eye, as `RIGHT_EYE`."""

PATCHES: Final = (MOUTH, RIGHT_EYE, LEFT_EYE)
"""The patches in output order: 99 + 63 + 63 points."""

NUMBERS: Final = 450
"""x and y of every point of the patches."""


def mesh_normalize(mesh: NDArray[np.float32], out: NDArray[np.float32]) -> None:
    """Remove position, size, aspect and rotation from the mouth and the eyes of each mesh.

    Each patch is turned to face along its own normal, dropped to x and y, and stretched to the unit
    square. A patch without extent gives zeros.

    Parameters
    ----------
    mesh : (F, 478, 3) float32
        Face meshes: x right, y down, z at x's scale, in any one unit. Pixels keep the aspect;
        coordinates normalised by width and height would not.
    out : (F, 450) float32
        Receives x, y of the 225 points in the order of `PATCHES`, 0..1.

    Raises
    ------
    ValueError
        If shapes or dtypes differ from the above.

    Notes
    -----
    O(F), about 1 us a face; allocates nothing, releases the GIL.
    Oracle: `reference.mesh_normalize`. Source: the input of Haiba Labs' network from mesh to
    blendshapes, re-implemented from its description.
    """
    faces = len(mesh)
    require("mesh", mesh, F4, faces, 478, 3)
    require("out", out, F4, faces, NUMBERS)
    start = 0
    for patch in PATCHES:
        _kernel.normalize(mesh, *patch, out, start)
        start += 2 * len(patch.points)
