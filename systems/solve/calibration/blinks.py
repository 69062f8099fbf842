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
SQUINT: Final = slice(SHAPE["eyeSquintLeft"], SHAPE["eyeSquintRight"] + 1)
LIDS: Final = slice(MEASURE["lid_left"], MEASURE["lid_right"] + 1)

SHUT: Final = 0.65
"""Part of the neutral opening that is gone when the mesh's lids are shut, for it never closes them
wholly: 0.60 to 0.76 in three blinks of a filmed speaker, 0.70 to 0.85 on four characters."""

LOWERED: Final = 0.7
"""Part of the neutral opening that goes by looking down, per weight of eyeLookDown above rest: 0.4
to 1 by character. A blink moves eyeLookDown too, so more than this would open it again: with 0.7
eyeBlink stays above a half in all blinks of a filmed speaker, with 0.9 not."""

NET_LOWERED: Final = 0.3
"""The same of the net's own eyeBlink, which reaches 0.2 to 0.3 at 25 degrees down."""

LID_SHARE: Final = 0.48
"""Share of the lids beside the net, by squared correlation with the truth: 0.82 and 0.85, measured
as `estimates.ESTIMATES`."""

APART: Final = 0.5
"""How much farther the eyes of a wink are driven apart than they are seen: it pulls the other eye's
lids by a fifth to a third in the mesh, as it does in faces."""

ALIKE, WINK = 0.2, 0.4
"""Difference of the two eyes up to which they blink, and from which they wink: in blinks of a
filmed speaker they differ by up to 0.2, in winks of four characters by 0.4 and more."""


OF_SQUINT, OF_LOOK_DOWN = 0.8, 0.8
"""Parts of eyeSquint and eyeLookDown that a whole blink takes away: the net raises both by a third
to a half in every blink, when neither can be seen. It brings eyeSquint's correlation with the truth
from 0.36 to about 0.5 on the two characters whose squint the net sees at all, and with a filmed
speaker's action unit 7 from 0.59 to 0.65; eyeLookDown's, with its rest taken off, from 0.36 to 0.51
on all four."""


def blend_blinks(weights: Floats, lids: Floats, rest: Floats, trust: float) -> None:
    """Blend lid opening into eyeBlink, part the eyes of a wink, and clear what blinks raise beside.

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
    down = float(weights[LOOK_DOWN].mean())
    closed = 1 - lids / np.maximum(rest, np.float32(0.05))
    amount = _above(np.float32(1 / SHUT) * closed, LOWERED * down / SHUT)
    blinks = weights[BLINK]
    blinks += trust * (_above(blinks, NET_LOWERED * down) - blinks)
    blinks += trust * LID_SHARE * (amount - blinks)
    apart = blinks - blinks[::-1]
    winking = min(max((abs(float(apart[0])) - ALIKE) / (WINK - ALIKE), 0.0), 1.0)
    blinks += trust * APART * winking * apart
    np.clip(blinks, 0, 1, out=blinks)
    weights[SQUINT] *= 1 - trust * OF_SQUINT * blinks
    weights[LOOK_DOWN] *= 1 - trust * OF_LOOK_DOWN * blinks


def _above(part: NDArray[np.floating], bottom: float) -> Floats:
    """Stretch what lies between `bottom`, 0.6 at most, and 1 to 0..1."""
    bottom = min(bottom, 0.6)
    return np.asarray(np.clip((part - bottom) / (1 - bottom), 0, 1), np.float32)
