"""Named indices and names: landmark subsets, the 52 ARKit shapes and maps between schemes.

Left and right are the subject's. Every table cites its source.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.intp]


def _indices(numbers: str) -> Indices:
    table = np.array(numbers.split(), np.intp)
    table.flags.writeable = False
    return table


ARKIT: Final[tuple[str, ...]] = (
    "browDownLeft",
    "browDownRight",
    "browInnerUp",
    "browOuterUpLeft",
    "browOuterUpRight",
    "cheekPuff",
    "cheekSquintLeft",
    "cheekSquintRight",
    "eyeBlinkLeft",
    "eyeBlinkRight",
    "eyeLookDownLeft",
    "eyeLookDownRight",
    "eyeLookInLeft",
    "eyeLookInRight",
    "eyeLookOutLeft",
    "eyeLookOutRight",
    "eyeLookUpLeft",
    "eyeLookUpRight",
    "eyeSquintLeft",
    "eyeSquintRight",
    "eyeWideLeft",
    "eyeWideRight",
    "jawForward",
    "jawLeft",
    "jawOpen",
    "jawRight",
    "mouthClose",
    "mouthDimpleLeft",
    "mouthDimpleRight",
    "mouthFrownLeft",
    "mouthFrownRight",
    "mouthFunnel",
    "mouthLeft",
    "mouthLowerDownLeft",
    "mouthLowerDownRight",
    "mouthPressLeft",
    "mouthPressRight",
    "mouthPucker",
    "mouthRight",
    "mouthRollLower",
    "mouthRollUpper",
    "mouthShrugLower",
    "mouthShrugUpper",
    "mouthSmileLeft",
    "mouthSmileRight",
    "mouthStretchLeft",
    "mouthStretchRight",
    "mouthUpperUpLeft",
    "mouthUpperUpRight",
    "noseSneerLeft",
    "noseSneerRight",
    "tongueOut",
)
"""The 52 ARKit blendshapes, alphabetical as in Apple's ``ARFaceAnchor.BlendShapeLocation``.

The first 51 stand in the order of MediaPipe's blendshape net (its outputs 1 to 51; output 0 is
``_neutral``); ``tongueOut`` comes from the mesh net's third output.
"""

SHAPE: Final[dict[str, int]] = {name: index for index, name in enumerate(ARKIT)}
"""Column of each ARKit shape."""


def _mirrored(name: str) -> str:
    for side, other in (("Left", "Right"), ("Right", "Left")):
        if name.endswith(side):
            return name.removesuffix(side) + other
    return name


MIRROR_SHAPES: Final = _indices(" ".join(str(SHAPE[_mirrored(name)]) for name in ARKIT))
"""(52,) for each shape the column of its mirror image."""

BLINK: Final = slice(SHAPE["eyeBlinkLeft"], SHAPE["eyeBlinkRight"] + 1)
"""Columns of eyeBlink, left and right."""

SIDES: Final[dict[str, tuple[str, ...]]] = {
    **{n.removesuffix("Left"): (n, _mirrored(n)) for n in ARKIT if n.endswith("Left")},
    **{name: (name,) for name in ARKIT},
}
"""The shapes that a name stands for: itself, or without a side, such as mouthSmile, both sides."""

BLENDSHAPE_POINTS: Final = _indices("""
    0 1 4 5 6 7 8 10 13 14 17 21 33 37 39 40 46 52 53 54 55 58 61 63 65 66 67 70 78 80 81 82 84
    87 88 91 93 95 103 105 107 109 127 132 133 136 144 145 146 148 149 150 152 153 154 155 157
    158 159 160 161 162 163 168 172 173 176 178 181 185 191 195 197 234 246 249 251 263 267 269
    270 276 282 283 284 285 288 291 293 295 296 297 300 308 310 311 312 314 317 318 321 323 324
    332 334 336 338 356 361 362 365 373 374 375 377 378 379 380 381 382 384 385 386 387 388 389
    390 397 398 400 402 405 409 415 454 466 468 469 470 471 472 473 474 475 476 477
""")
"""(146,) mesh points the blendshape net reads. Source: MediaPipe blendshape graph."""

RIGHT_EYE: Final = _indices("33 246 161 160 159 158 157 173 133 155 154 153 145 144 163 7")
"""(16,) contour of the right eye, from the outer corner over the upper lid."""

LEFT_EYE: Final = _indices("263 466 388 387 386 385 384 398 362 382 381 380 374 373 390 249")
"""(16,) contour of the left eye, from the outer corner over the upper lid."""

RIGHT_IRIS: Final = _indices("468 469 470 471 472")
"""(5,) right iris: centre, then image right, top, left, bottom."""

LEFT_IRIS: Final = _indices("473 474 475 476 477")
"""(5,) left iris: centre, then image right, top, left, bottom."""

EYE_CORNERS: Final = _indices("263 362 33 133")
"""(4,) left outer, left inner, right outer, right inner eye corner."""

LIDS: Final = _indices("386 374 159 145")
"""(4,) left upper, left lower, right upper, right lower lid middle."""

INNER_LIPS: Final = _indices("13 14 78 308")
"""(4,) upper, lower lip middle; right, left mouth corner (inner lips)."""

IBUG68: Final = _indices("""
    127 234 93 132 58 136 150 176 152 400 379 365 288 361 323 454 356 70 63 105 66 107 336 296
    334 293 300 168 197 5 4 75 97 2 326 305 33 160 158 133 153 144 362 385 387 263 373 380 61 39
    37 0 267 269 291 405 314 17 84 181 78 82 13 312 308 317 14 87
""")
"""(68,) mesh point of each iBUG-68 landmark: jaw, brows, nose, eyes, outer and inner lips."""

VISEMES: Final[tuple[str, ...]] = (
    *("sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR"),
    *("aa", "E", "I", "O", "U"),
)
"""The 15 visemes of Oculus Lipsync, in its order. Source: Meta, Oculus Lipsync viseme reference,
after MPEG-4's (ISO/IEC 14496-2); its ih, oh and ou are called I, O and U, as on Ready Player Me's
and most other heads."""

VISEME: Final[dict[str, int]] = {name: index for index, name in enumerate(VISEMES)}
"""Column of each viseme."""

_VISEME_SHAPES: Final[dict[str, dict[str, float]]] = {
    "sil": {},
    "PP": {"mouthPress": 0.45, "mouthRollLower": 0.2, "mouthRollUpper": 0.2},
    "FF": {"jawOpen": 0.06, "mouthRollLower": 0.75, "mouthUpperUp": 0.25, "mouthShrugUpper": 0.1},
    "TH": {"jawOpen": 0.16, "tongueOut": 0.35, "mouthUpperUp": 0.15, "mouthLowerDown": 0.2},
    "DD": {"jawOpen": 0.12, "mouthUpperUp": 0.15, "mouthLowerDown": 0.25},
    "kk": {"jawOpen": 0.18, "mouthUpperUp": 0.12, "mouthLowerDown": 0.15, "mouthStretch": 0.1},
    "CH": {"jawOpen": 0.1, "mouthFunnel": 0.55, "mouthPucker": 0.3, "mouthLowerDown": 0.1},
    "SS": {"jawOpen": 0.05, "mouthStretch": 0.25, "mouthUpperUp": 0.15, "mouthLowerDown": 0.3},
    "nn": {"jawOpen": 0.14, "mouthUpperUp": 0.1, "mouthLowerDown": 0.2},
    "RR": {"jawOpen": 0.12, "mouthFunnel": 0.3, "mouthPucker": 0.25},
    "aa": {"jawOpen": 0.6, "mouthUpperUp": 0.1, "mouthLowerDown": 0.15},
    "E": {"jawOpen": 0.35, "mouthStretch": 0.2, "mouthUpperUp": 0.25, "mouthLowerDown": 0.35},
    "I": {"jawOpen": 0.15, "mouthStretch": 0.5, "mouthSmile": 0.2, "mouthLowerDown": 0.2},
    "O": {"jawOpen": 0.35, "mouthFunnel": 0.6, "mouthPucker": 0.2},
    "U": {"jawOpen": 0.12, "mouthFunnel": 0.3, "mouthPucker": 0.75},
}


def _shape_rows() -> NDArray[np.float32]:
    table = np.zeros((len(VISEMES), len(ARKIT)), np.float32)
    for viseme, shapes in _VISEME_SHAPES.items():
        for shape, weight in shapes.items():
            for name in SIDES[shape]:
                table[VISEME[viseme], SHAPE[name]] = weight
    table.flags.writeable = False
    return table


VISEME_SHAPES: Final = _shape_rows()
"""(15, 52) weight of each ARKit shape at each viseme, row by `VISEMES`, column by `ARKIT`.

No standard says them. Which shapes stand for a viseme follows from how its sounds are made: lips
pressed for p b m; lower lip under the teeth for f v; tongue between the teeth for th; teeth close
and lips apart for s z; lips rounded for sh ch r o u, spread for i e (Ladefoged and Johnson, A
Course in Phonetics, chapters 1 to 4). How much of each was chosen by eye on the built-in heads at
conversational loudness.
"""

VRM_VOWELS: Final[tuple[str, ...]] = ("aa", "ih", "ou", "ee", "oh")
"""The mouth presets of VRM 1.0, in the order of its specification (a i u e o)."""

_CLOSED, _APART, _ROUND = (0.15, 0, 0, 0, 0), (0, 0.5, 0, 0, 0), (0, 0, 0.5, 0, 0)
VISEME_PRESETS: Final = np.array(
    [
        *((0, 0, 0, 0, 0), (0, 0, 0, 0, 0), _CLOSED, _CLOSED),  # sil PP FF TH
        *(_APART, _APART, _ROUND, _APART, _APART),  # DD kk CH SS nn
        _ROUND,  # RR
        *((1, 0, 0, 0, 0), (0, 0, 0, 1, 0), (0, 1, 0, 0, 0), (0, 0, 0, 0, 1), (0, 0, 1, 0, 0)),
    ],
    np.float32,
)
VISEME_PRESETS.flags.writeable = False
"""(15, 5) weight of each of `VRM_VOWELS` at each viseme. Vowels one to one; consonants after the
map suggested in ProbOS issue 540, with three changes: p b m stay closed, what it gives in full
(teeth nearly shut, lips apart) is given half, and r and sh are rounded."""
