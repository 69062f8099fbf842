"""Whether lips are seen or something before them: lips are redder than the skin about them."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine import Array, Component, Mut, Query, Read, Res, Stage, column, fresh, system
from systems.capture.frame import Frame
from systems.components import Face, Landmarks, MouthOpen
from systems.ramp import ramp
from systems.solve.head_motion import learnt_for

OUTER: Final = np.array(
    [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146]
)
INNER: Final = np.array(
    [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95]
)
"""Points of the lips' rims, one beside the other; between them is lip, not teeth."""

SKIN: Final = np.array([50, 280, 101, 330, 6, 197, 151, 108, 337])
"""Points of skin that a hand, a mask or a microphone before the mouth leaves free: cheekbones,
bridge of the nose, forehead."""

DARK: Final = 4.0
"""Levels, of 255, that every pixel is credited with: the colour of black is noise."""

COLOURLESS: Final = 0.02
"""log(R/G) of skin at which a picture tells no colours; 20 people's is 0.11 to 0.41."""

FOREIGN, SKINLIKE = -0.10, -0.04
"""Redness, log(R/G) of the lips less that of the skin, at which what is seen cannot be a mouth and
at which it may be. Lips of 17 photographs and three films have 0.08 to 0.41; skin painted over
them has -0.03 to 0.05, grey, black and blue things -0.14 to -0.6. Light of any colour cancels."""

TELLING: Final = 0.06
"""Usual redness from which a person's lips are told from skin."""

PALE, RED = 0.2, 0.5
"""Parts of the usual redness at which skin is seen in their place, and at which they are."""

BLUR_SECONDS: Final = 0.3
"""Time constant of the redness: the shadow of a laugh passes."""

RISE_SECONDS, FALL_SECONDS = 1.0, 60.0
"""Time constants with which the usual redness follows what is seen: lips that are hidden for long
are still known."""


class Lips(Component):
    """How red a person's lips are."""

    on = Face
    redness: Array = column(dtype="f8", unit="1")  # of late
    usual: Array = column(dtype="f8", unit="1")
    at: Array = column(dtype="f8", unit="s", default=math.nan)  # NaN: not yet


def lip_redness(image: NDArray[np.uint8], points: NDArray[np.floating]) -> float:
    """Return by how much lips are redder than skin, log(R/G), in an image (H, W, 3), BGR.

    NaN where skin has no colour, as in a grey picture. Takes 15 us.

    Parameters
    ----------
    image : ndarray, (H, W, 3)
    points : ndarray, (478, 3)
        Of one face, px. What lies outside the picture is taken from its border.
    """
    lips = (points[OUTER, :2] + points[INNER, :2]) / 2
    x, y = np.rint(np.concatenate([lips, points[SKIN, :2]])).astype(np.intp).T
    height, width = image.shape[:2]
    inside = np.maximum(np.minimum(y, height - 1), 0), np.maximum(np.minimum(x, width - 1), 0)
    pixels = image[*inside, 1:] + DARK
    red = np.log(pixels[:, 1] / pixels[:, 0])
    skin = _middle(red[len(lips) :])
    return _middle(red[: len(lips)]) - skin if abs(skin) > COLOURLESS else math.nan


def lips_seen(redness: float, usual: float) -> float:
    """Return how far lips are seen, 0..1, from how red they are and usually are.

    Examples
    --------
    >>> lips_seen(0.2, usual=0.2), lips_seen(0.02, usual=0.2), lips_seen(-0.3, usual=0.0)
    (1.0, 0.0, 0.0)
    """
    seen = ramp(redness, FOREIGN, SKINLIKE)
    if usual > TELLING:
        seen = min(seen, ramp(redness / usual, PALE, RED))
    return seen


@system(Stage.SOLVE, when=fresh(Frame))
def see_lips(faces: Query[Read[Landmarks], Mut[Lips], Mut[MouthOpen]], frame: Res[Frame]) -> None:
    """Notice what hides a mouth."""
    for face in faces:
        lips, marks = face[Lips], face[Landmarks]
        dt = learnt_for(lips.at, marks.captured_at)
        if dt == 0:
            continue
        redness = lip_redness(frame.image, marks.points)
        if math.isnan(redness):
            face[MouthOpen].seen[...] = 1
            continue
        if math.isnan(dt):
            lips.redness[...] = redness
            dt = 0.0
        lips.redness += (redness - lips.redness) * -math.expm1(-dt / BLUR_SECONDS)
        pace = RISE_SECONDS if lips.redness > lips.usual else FALL_SECONDS
        lips.usual += (lips.redness - lips.usual) * -math.expm1(-dt / pace)
        face[MouthOpen].seen[...] = lips_seen(float(lips.redness), float(lips.usual))


def _middle(values: NDArray[np.floating]) -> float:
    return float(np.sort(values)[len(values) // 2])
