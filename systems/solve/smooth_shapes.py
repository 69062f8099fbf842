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
from systems.solve.calibration.quantile import advance
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

STILL: Final = 0.1
"""Quantile of the second differences that counts as noise alone: who talks is still for a tenth of
the time, too."""

STILL_SHARE: Final = 0.126 * math.sqrt(6)
"""What that quantile is of the noise's deviation: of ``a - 2 b + c`` the deviation is sqrt(6) as
large, and a tenth of a normal distribution lies within 0.126 of it."""

FAINTEST: Final = 1e-4
"""Least noise, in units; jawRight of a character moves by 0.0001."""

MEMORY: Final = 300
"""Pictures that the noise reaches back, about: light changes."""

TRUSTED_AFTER: Final = 90
"""Pictures after which it counts in full; until then it fades in."""

STEEPEST: Final = 12.0
"""Factor on w (1 - w) that gives the noise of a weight w in units, at most one, before it is known.
The net's outputs are sigmoids, so that one near 0 or 1 hardly trembles: 0.0005 of jawLeft by
0.0001, 0.1 to 0.6 of others by 0.01 to 0.03."""

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
    still: Array = column(52, unit="1")  # quantile `STILL` of the second differences
    spread: Array = column(52, unit="1")  # their mean distance from it
    count: Array = column(dtype="i8", unit="1")  # second differences seen
    at: Array = column(dtype="f8", unit="s", default=math.nan)  # NaN: no sample yet


def learn_noise(state: ShapeFilter, weights: Floats) -> None:
    """Take one more sample into the running noise of each weight."""
    newer, older = state.samples
    count = int(state.count)
    advance(
        state.still, state.spread, np.abs(weights - 2 * newer + older), STILL, min(count, MEMORY)
    )
    state.count[...] = count + 1
    older[:], newer[:] = newer, weights


def noise(state: ShapeFilter, weights: Floats, dt: float) -> Floats:
    """Return how much each weight (52,) trembles, in units of `NOISE`."""
    most = max(1.0, (TELLABLE / dt) ** 2)
    learned = (state.still / (STILL_SHARE * NOISE)).clip(FAINTEST, most)
    supposed = (STEEPEST * weights * (1 - weights)).clip(FAINTEST, 1)
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
