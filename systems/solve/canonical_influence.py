"""What each point of the canonical face tells of the pose, where expressions move all of them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.solve.canonical import CanonicalFace

_HALF: Final = """
      4  0 129 8 9 0 0 0  -135 0 0 0 123 7 10  -43 0 0 0 -68 45 -77
      6  0 42 -44 34 0 0 0  -159 0 0 0 -3 39 47  -30 0 0 0 -50 43 -26
     10  0 -16 -109 31 0 0 0  51 0 0 0 51 -2 103  -6 0 0 0 -13 27 -13
    263  -65 66 63 1 -24 2 -20  -81 -30 59 -28 -65 1 -81  23 4 3 -1 14 28 12
    284  113 -37 -40 26 53 18 78  83 -1 46 19 54 -8 12  41 -26 -2 12 21 22 20
    297  62 9 -61 8 32 -1 86  57 -3 31 11 59 3 74  38 -13 -4 6 16 31 -1
    346  7 25 30 7 25 -14 94  -49 2 40 2 -17 -16 -8  -11 -11 1 4 2 21 3
    348  36 49 36 14 56 -12 88  -95 -3 21 0 -39 -13 1  -12 -1 -2 1 -9 28 -9
    350  -18 34 10 14 23 -8 56  -86 -6 9 3 -39 -3 7  2 6 2 -3 -6 32 -13
    356  97 -145 -36 68 37 9 -38  109 12 47 10 36 -4 -14  42 -58 -8 23 48 5 42
    358  13 14 -10 35 17 5 70  30 4 5 5 83 -2 -8  24 12 6 1 10 35 -19
    361  -16 -178 -4 60 27 -5 39  169 44 64 -11 93 -8 59  2 -70 -9 18 20 13 26
    362  -41 38 -13 9 -15 -20 28  15 6 30 6 -34 6 6  22 9 1 -5 27 26 13
    365  -100 -23 91 62 -40 17 111  161 17 43 -16 93 22 -66  -92 -43 -8 9 -52 77 32
    372  66 -12 5 31 16 -6 77  -34 12 72 4 8 -13 -15  2 -42 -6 7 13 18 31
    376  -29 -78 -5 35 -16 -16 110  25 23 56 -9 47 -1 -23  -4 -29 -1 5 9 21 4
    420  32 57 -12 27 33 4 63  -53 1 11 2 69 5 21  -15 13 4 0 -25 35 -50
    425  -26 36 22 42 -23 -2 72  -59 10 29 -4 34 6 -52  -22 -13 -4 8 -21 50 -31
"""
"""Mesh points of the middle and the subject's left; what a metre of x, of y, of z by which each is
missed in the head frame tells of turn (3; 0.01 rad), shift (3; 0.001 m) and nearness (0.01).

By generalised least squares, (Z' C^-1 J)^-1 Z' C^-1 with Z and J as in `reprojection.influence`:
points that an expression moves together cancel. C is the covariance of all points' motion where the
head does not move, measured: nine tenths of it on mira and kaito, who make each of the 52 shapes,
talk, blink and look about; a tenth is what a rigid fit leaves of two people on film; 0.7 mm by
which the mesh net places even a point at rest; and what a lens shows that is a quarter longer or
shorter than is said. The points are those that MediaPipe's own geometry weighs. It was computed
once from meshes recorded of our characters, of talking_face and of carphone (docs/accuracy.md), and
rounded to whole units; ADR 11 tells how, no command here makes it again. On adult, who had no part
in it, the head then turns by 0.47 degrees in 52 expressions and 0.37 where only the eyes move,
against 0.67 and 0.48 with the same points weighed one by one.
"""

_UNIT: Final = np.array((0.01, 0.01, 0.01, 0.001, 0.001, 0.001, 0.01))

_MIRROR: Final = np.outer((-1, 1, 1), (1, -1, -1, -1, 1, 1, 1))
"""What the mirror makes of a miss and of what it tells."""


def canonical_influence(face: CanonicalFace) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return mesh points (N,) and what each tells, (N, 3, 7) as `ext.refine_pose` takes it."""
    rows, told = [], []
    for row, *numbers in np.array(_HALF.split(), np.intp).reshape(-1, 22).tolist():
        own, twin = np.array(numbers).reshape(3, 7) * _UNIT, _twin(row, face)
        rows += [row] if twin == row else [row, twin]
        told += [own] if twin == row else [own, own * _MIRROR]
    return np.array(rows, np.intp), np.array(told)


def _twin(row: int, face: CanonicalFace) -> int:
    """Return the mesh point at the same place of the other half; of the middle itself."""
    mirrored = face.vertices[row] * (-1, 1, 1)
    return int(((face.vertices - mirrored) ** 2).sum(1).argmin())
