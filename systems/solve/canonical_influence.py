"""What each point of the canonical face tells of the pose, where expressions move all of them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.solve.canonical import CanonicalFace

_HALF: Final = """
      4  0 129 8 9 0 0 0  -133 0 0 0 118 4 19  -43 0 0 0 -67 46 -78
      6  0 42 -44 34 0 0 0  -159 0 0 0 -5 37 51  -29 0 0 0 -52 42 -23
     10  0 -16 -109 31 0 0 0  43 0 0 0 70 15 68  -6 0 0 0 -15 26 -10
    263  -67 66 63 1 -20 5 -27  -81 -30 59 -28 -64 2 -82  23 4 3 -1 13 28 13
    284  117 -37 -40 26 45 11 92  87 -1 46 19 47 -14 26  41 -26 -2 12 20 21 22
    297  59 9 -61 8 38 4 77  52 -3 31 11 69 11 57  38 -13 -4 6 14 29 2
    346  2 25 30 7 36 -5 73  -50 2 40 2 -15 -15 -11  -11 -11 1 4 4 22 1
    348  31 49 36 14 66 -4 70  -96 -3 21 0 -37 -11 -2  -12 -1 -2 1 -8 29 -11
    350  -19 34 10 14 27 -5 50  -88 -6 9 3 -35 0 1  2 6 2 -3 -5 33 -14
    356  110 -145 -36 68 8 -15 14  115 12 47 10 24 -15 8  41 -58 -8 23 48 5 41
    358  13 14 -10 35 19 6 68  32 4 5 5 80 -5 -2  24 12 6 1 10 35 -19
    361  -7 -178 -4 60 5 -23 78  164 44 64 -11 105 3 37  1 -70 -9 18 22 15 21
    362  -43 38 -13 9 -11 -16 20  13 6 30 6 -29 9 -2  22 9 1 -5 26 26 14
    365  -100 -23 91 62 -40 17 109  161 17 43 -16 94 23 -68  -90 -43 -8 9 -54 74 36
    372  64 -12 5 31 21 -1 68  -33 12 72 4 7 -14 -13  1 -42 -6 7 14 19 28
    376  -30 -78 -5 35 -13 -13 105  27 23 56 -9 42 -5 -14  -5 -29 -1 5 12 23 -2
    420  31 57 -12 27 35 6 58  -53 1 11 2 68 4 24  -15 13 4 0 -25 35 -50
    425  -30 36 22 42 -13 6 54  -55 10 29 -4 24 -3 -32  -21 -13 -4 8 -23 49 -28
"""
"""Mesh points of the middle and the subject's left; what a metre of x, of y, of z by which each is
missed in the head frame tells of turn (3; 0.01 rad), shift (3; 0.001 m) and nearness (0.01).

By generalised least squares, (Z' C^-1 J)^-1 Z' C^-1 with Z and J as in `reprojection.influence`:
points that an expression moves together cancel. C is the covariance of all points' motion where the
head does not move, measured: nine tenths of it on mira and kaito, who make each of the 52 shapes,
talk, blink and look about; a tenth is what a rigid fit leaves of two people on film; and 0.7 mm by
which the mesh net places even a point at rest. The points are those that MediaPipe's own geometry
weighs. On adult, who had no part in it, the head then turns by 0.49 degrees in 52 expressions and
0.40 where only the eyes move, against 0.68 and 0.50 with the same points weighed one by one.
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
