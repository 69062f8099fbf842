"""Blinks: each eye's own lids beside the net, apart from winks of the other and from looking down.

In a single picture a blink and a look down are one: both lids fall, the iris with them, and
eyeBlink and eyeLookDown of the net alike (a character 25 degrees down: 0.44 and 0.61; half way
through a blink: 0.43 and 0.61). They differ in time, for blinks are short: what both lids have
sunk by for a while is looking down. A first picture, and every photograph, has no time: there,
lids that are lowered look down, and those that count as shut are shut.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine import Array, Component, column
from systems.components import Blendshapes
from systems.solve.head_motion import elapsed
from systems.solve.lids import OPENING_BAND
from systems.topology import BLINK, SHAPE

Floats = NDArray[np.float32]

LOOK_DOWN: Final = slice(SHAPE["eyeLookDownLeft"], SHAPE["eyeLookDownRight"] + 1)
SMILE: Final = slice(SHAPE["mouthSmileLeft"], SHAPE["mouthSmileRight"] + 1)
SQUINT: Final = slice(SHAPE["eyeSquintLeft"], SHAPE["eyeSquintRight"] + 1)

OPEN, SHUT = 0.92, 0.30
"""Openings, `lids.Lids`, at which eyeBlink is 0 and 1. The mesh never closes the lids wholly: 0.05
to 0.46 in six blinks of two filmed people, 0.12 to 0.24 on four characters, 0.25 to 0.42 in their
winks. At rest it is 0.9 to 1.05."""

NET_FULL: Final = 0.7
"""What the net's own eyeBlink reaches when the lids are shut: 0.63 to 0.77 on the characters, 0.64
and 0.70 on the two people."""

LID_SHARE: Final = 0.65
"""Share of the lids beside the net. Four characters' slow closings, and the weakest blinks of two
filmed people, come out the better the higher it is; from 0.7 on a blink of a filmed speaker that is
a little uneven would be half a wink."""

LONG: Final = 0.1
"""Seconds with which looking down is believed where the eyes are open, the more slowly the farther
they are shut: blinks last 0.1 to 0.3 s (Caffier et al., 2003). From 0.06 to 0.12 all blinks of
three people on film are found and none is invented; from 0.15 on, one where a character looks down
quickly."""

LOWERED: Final = 1.2
"""Part of the opening that goes by looking down, per weight of eyeLookDown above rest: 1.1 to 1.5
on two characters whose lids follow well, less on the others."""

MOST_LOWERED: Final = 0.45
"""Part that looking down may explain at most: eyes that stay shut stay shut."""

NET_LOWERED: Final = 0.75
"""What the net's own eyeBlink, as a share of its whole, rises by as the opening sinks by 1."""

RESTING: Final = 0.97
"""Opening below which lids have sunk: that of still faces, four characters before a noisy camera,
is 0.94 to 1.0 and trembles by 0.008 to 0.02."""

FROM_LIDS: Final = 2.5
"""What eyeLookDown gains as both lids sink by 1. The upper lid follows the eye, `lids.LidModel`: 25
degrees down take 0.4 off the opening."""

NARROWED: Final = 0.13
"""What a whole smile takes off the opening, by the cheeks: 0.14 and 0.10 on the two characters that
smile well, 0.16 in a film of an actress."""

APART: Final = 0.6
"""How much farther the eyes of a wink are driven apart than they are seen: it pulls the other eye's
lids by a fifth to a third in the mesh, as it does in faces."""

ALIKE, WINK = 0.2, 0.4
"""Difference of the two eyes up to which they blink, and from which they wink: in blinks of a
filmed speaker they differ by up to 0.2, in winks of four characters by 0.4 and more."""

OF_SQUINT: Final = 0.75
"""Part of eyeSquint that a whole blink takes away: the net raises it by a third to a half in every
blink, when it cannot be seen. It brings eyeSquint's correlation with the truth from 0.36 to about
0.5 on the two characters whose squint the net sees at all, and with a filmed speaker's action unit
7 from 0.59 to 0.64."""


class Lowering(Component):
    """How far the eyes have been looking down, and their lids sunk by it, for a while."""

    on = Blendshapes
    down: Array = column(dtype="f8", unit="1")
    sunk: Array = column(dtype="f8", unit="1")
    at: Array = column(dtype="f8", unit="s", default=math.nan)  # NaN: not yet


def blend_blinks(weights: Floats, opening: NDArray[np.float64], state: Lowering, at: Array) -> None:
    """Blend lid opening into eyeBlink, part the eyes of a wink, and clear what blinks raise beside.

    Parameters
    ----------
    weights : (52,) float32
        The net's, with the person's rest taken off; in place.
    opening : (2,) float64
        How far the lids are open, of how far they stand open; left, right.
    state : Lowering
        Of this face.
    at : 0-d float64
        When it was seen, s; earlier than before begins anew.

    Notes
    -----
    Both eyes look down together: lids have sunk by it no farther than those of the eye that is
    more open. What the net sees of it in eyeBlink does not depend on them, so that lids that close
    farther never open the eye. Of two eyes, plain floats take a third of numpy's time.
    """
    openings, nets = opening.tolist(), weights[BLINK].tolist()
    dt = elapsed(state.at, at)
    if not dt >= 0:
        dt = 0.0
        _begin(state, openings)
    down = float(weights[LOOK_DOWN].mean())
    lowered = min(down, float(state.down))  # in this order: NaN does not last
    by_look = min(LOWERED * lowered, MOST_LOWERED)
    most_open = max(openings)
    sunk = _sunk(OPEN, most_open, by_look)
    left, right = parted(*(_shut(nets[eye], openings[eye], by_look, sunk) for eye in (0, 1)))
    shut = max(left, right)
    seen = down + shut * (lowered - down)
    _kept(state.down, seen, dt / LONG)
    sunk = _sunk(RESTING - NARROWED * float(weights[SMILE].mean()), most_open, by_look)
    seen += FROM_LIDS * _kept(state.sunk, sunk * (1 - shut), dt / LONG)
    weights[BLINK] = left, right
    weights[SQUINT] *= (1 - OF_SQUINT * left, 1 - OF_SQUINT * right)
    weights[LOOK_DOWN] = min(seen, 1.0)


def _begin(state: Lowering, openings: list[float]) -> None:
    """Let what is seen first have lasted, unless the eyes count as shut."""
    most = 1.0  # falls at once to what is seen
    state.down[...] = most if sum(openings) >= 2 * OPENING_BAND.closed else 0.0
    state.sunk[...] = most


def _kept(state: Array, value: float, passed: float) -> float:
    """Return what a value has been for a while: slow to rise, quick to fall.

    Parameters
    ----------
    state : 0-d float64
        What it was; moved on in place.
    value : float
    passed : float
        Time since then in time constants, not negative.
    """
    last = float(state)
    kept = min(value, last + min(passed, 1.0) * (value - last))
    state[...] = kept
    return kept


def parted(left: float, right: float) -> tuple[float, float]:
    """Return the eyelids of two eyes, farther apart where one of them winks."""
    apart = left - right
    winking = _unit((abs(apart) - ALIKE) / (WINK - ALIKE))
    apart *= APART * winking
    return _unit(left + apart), _unit(right - apart)


def _sunk(rest: float, most_open: float, by_look: float) -> float:
    """Return how far lids that stand open by `rest` have sunk, by looking down at most."""
    return max(min(by_look, rest - most_open), 0.0)


def _shut(net: float, opening: float, by_look: float, sunk: float) -> float:
    """Return how far an eye is shut, 0..1, by the net and by its lids, apart from looking down.

    Parameters
    ----------
    net, opening : float
        The net's eyeBlink, and how far the lids are open.
    by_look, sunk : float
        Part of the opening that looking down takes, and by which both lids have sunk so far.
    """
    net_sunk = NET_LOWERED * by_look
    by_net = _unit((net / NET_FULL - net_sunk) / (1 - net_sunk))
    by_lids = _unit((OPEN - opening / (1 - sunk)) / (OPEN - SHUT))
    return by_net + LID_SHARE * (by_lids - by_net)


def _unit(value: float) -> float:
    return min(max(value, 0.0), 1.0)
