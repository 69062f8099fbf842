"""Steady shapes: the smoothing of `Blendshapes`, each in measure of its own noise, learned."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine import (
    App,
    Array,
    Changed,
    Component,
    Mut,
    Query,
    Res,
    Stage,
    column,
    fresh,
    system,
)
from systems.capture.frame import Frame
from systems.components import Blendshapes
from systems.solve.head_motion import elapsed
from systems.solve.one_euro import vector_step
from systems.solve.smooth import Smoothing
from systems.topology import SHAPE

Floats = NDArray[np.float32]

EYES: Final = slice(SHAPE["eyeBlinkLeft"], SHAPE["eyeWideRight"] + 1)
BROWS_AND_CHEEKS: Final = slice(0, EYES.start)
MOUTH_AND_NOSE: Final = slice(EYES.stop, len(SHAPE))

NOISE: Final = 0.01
"""Deviation of a weight that trembles by the unit in which `Smoothing` measures its speed."""

MOVED: Final = 0.9
"""Mean of ``min(d / bend, 1)`` over second differences d that defines `ShapeFilter.bend`: a measure
that is low, for who talks is still for a tenth of the time, too, and that no far value moves."""

BEND_OF_NOISE: Final = 0.252 * math.sqrt(6)
"""What bend is of the noise's deviation: of ``a - 2 b + c`` the deviation is sqrt(6) as large, and
for a normal distribution the mean above is 0.9 where bend is 0.252 of it."""

AT_FIRST: Final = 1.0
"""Units of noise with which learning begins: it goes down nine times as fast as up."""

FAINTEST: Final = 1e-4
"""Least noise, in units; jawRight of a character moves by 0.0001."""

PACE: Final = 6.0
"""How fast bend goes to where that mean is: its logarithm by this over the number of pictures."""

MEMORY: Final = 300
"""Pictures that the noise reaches back, about: light changes."""

TRUSTED_AFTER: Final = 150
"""Pictures after which it counts in full; until then it fades in."""

STEEPEST: Final = 12.0
"""Factor on w (1 - w) that gives the noise of a weight w in units, at most one, as supposed before
it is known. The net's outputs are sigmoids, so that one near 0 or 1 hardly trembles: 0.0005 of
jawLeft by 0.0001, 0.1 to 0.6 of others by 0.01 to 0.03."""

SUPPOSED: Final = 0.5
"""Part of what is supposed below which no noise is believed: a weight at rest at 0 shows none."""

TELLABLE: Final = 0.04
"""s from picture to picture, above which no more noise than one unit is believed: between pictures
that are far apart motion looks like noise. Below, as much more as the square of the time is less,
for so a motion's second difference shrinks."""


class ShapeFilter(Component):
    """State of the filter on `Blendshapes`."""

    on = Blendshapes
    value: Array = column(52, unit="1")
    slope: Array = column(52, unit="1/s")
    samples: Array = column(2, 52, unit="1")  # before this one, the newer first
    bend: Array = column(  # how large second differences are, less all that moves: see `MOVED`
        52, unit="1", default=AT_FIRST * BEND_OF_NOISE * NOISE
    )
    count: Array = column(dtype="i8", unit="1")  # second differences seen
    at: Array = column(dtype="f8", unit="s", default=math.nan)  # NaN: no sample yet


def learn_noise(state: ShapeFilter, weights: Floats) -> None:
    """Take one more sample into the running noise of each weight.

    Notes
    -----
    Stochastic approximation (Robbins and Monro, 1951) of the logarithm, with a ramp where a
    quantile has a step: nearly equal films are smoothed nearly alike.
    """
    newer, older = state.samples
    count, difference = int(state.count), np.abs(weights - 2 * newer + older)
    bend = np.maximum(state.bend, FAINTEST * NOISE)
    away = np.minimum(difference / bend, 1) - MOVED
    state.bend[:] = bend * np.exp(PACE / (min(count, MEMORY) + PACE) * away)
    state.count[...] = count + 1
    older[:], newer[:] = newer, weights


def noise(state: ShapeFilter, weights: Floats, dt: float) -> Floats:
    """Return how much each weight (52,) trembles, in units of `NOISE`."""
    most = max(1.0, (TELLABLE / dt) ** 2)
    supposed = (STEEPEST * weights * (1 - weights)).clip(FAINTEST, 1)
    learned = (state.bend / (BEND_OF_NOISE * NOISE)).clip(SUPPOSED * supposed, most)
    known = min(int(state.count) / TRUSTED_AFTER, 1.0)
    return np.asarray(supposed + known * (learned - supposed), np.float32)


@system(Stage.SMOOTH, when=fresh(Frame))
def smooth_shapes(
    faces: Query[Changed[Blendshapes], Mut[Blendshapes], Mut[ShapeFilter]],
    smoothing: Res[Smoothing],
) -> None:
    """Smooth the blendshapes, eyes more lightly than the rest."""
    groups = (
        (BROWS_AND_CHEEKS, smoothing.face),
        (EYES, smoothing.eyes),
        (MOUTH_AND_NOSE, smoothing.face),
    )
    for face in faces:
        shapes, state = face[Blendshapes], face[ShapeFilter]
        weights, value, slope = shapes.weights, state.value, state.slope
        dt = elapsed(state.at, shapes.captured_at) if np.isfinite(weights).all() else 0.0
        if dt > 0:
            learn_noise(state, weights)
            unit = noise(state, weights, dt)
            for part, tuning in groups:
                vector_step(
                    value[part], slope[part], weights[part],
                    dt=dt, tuning=tuning, unit=unit[part],
                )  # fmt: skip
        elif dt != 0:
            value[...], slope[...], state.samples[...] = weights, 0, weights
        weights[...] = value


def plugin(app: App) -> None:
    """Add the smoothing of shapes; add after what predicts them."""
    app.add(smooth_shapes)
