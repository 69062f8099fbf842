"""Blinks: each eye's own lids beside the net, which lets a wink drag the other eye along."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.solve.calibration.measures import MEASURE
from systems.topology import SHAPE

Floats = NDArray[np.float32]

BLINK: Final = slice(SHAPE["eyeBlinkLeft"], SHAPE["eyeBlinkRight"] + 1)
LOOK_DOWN: Final = slice(SHAPE["eyeLookDownLeft"], SHAPE["eyeLookDownRight"] + 1)
LIDS: Final = slice(MEASURE["lid_left"], MEASURE["lid_right"] + 1)

SHUT: Final = 0.8
"""Part of the neutral opening that is gone when the mesh's lids are shut: 0.70 to 0.85 on four
characters; it never closes them wholly."""

LOWERED: Final = 0.4
"""Part of the neutral opening that goes by looking down, per weight of eyeLookDown."""

LID_SHARE: Final = 0.48
"""Share of the lids beside the net, by squared correlation with the truth: 0.82 and 0.85, measured
as `estimates.ESTIMATES`."""

APART: Final = 0.5
"""How much farther the two eyes are driven apart than they are seen: a wink pulls the other eye's
lids by a fifth to a third in the mesh, as it does in faces. Eyes that move together keep as they
are."""


def blend_blinks(weights: Floats, lids: Floats, rest: Floats, trust: float) -> None:
    """Blend lid opening into eyeBlink, and part the eyes of a wink, in place.

    Parameters
    ----------
    weights : (52,) float32
        The net's, with the person's rest taken off.
    lids : (2,) float32
        Lid distance over eye width, left then right.
    rest : (2,) float32
        The same of the neutral face.
    trust : float
        0..1, how well the neutral face is known.
    """
    closed = 1 - lids / np.maximum(rest, 0.05)
    lowered = LOWERED * weights[LOOK_DOWN].mean()
    amount = np.clip((closed - lowered) / (SHUT - lowered), 0, 1)
    blinks = weights[BLINK]
    blinks += trust * LID_SHARE * (amount - blinks)
    blinks += trust * APART * (blinks - blinks[::-1])
    np.clip(blinks, 0, 1, out=blinks)
