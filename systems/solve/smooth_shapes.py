"""Steady shapes: the smoothing of `Blendshapes`, each in measure of its own noise."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from engine import (
    App,
    Array,
    Changed,
    Component,
    Mut,
    Query,
    Read,
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

EYES: Final = slice(SHAPE["eyeBlinkLeft"], SHAPE["eyeWideRight"] + 1)
BROWS_AND_CHEEKS: Final = slice(0, EYES.start)
MOUTH_AND_NOSE: Final = slice(EYES.stop, len(SHAPE))

STEEPEST: Final = 12.0
"""Factor on w (1 - w) that gives the noise of a weight w as a part of the largest, reached from 0.1
to 0.9. The net's outputs are sigmoids, so that one near 0 or 1 hardly trembles: 0.0005 of jawLeft
by 0.0001, 0.1 to 0.6 of others by 0.01 to 0.03."""

FAINTEST: Final = 1e-4
"""Least part; jawRight of a character moves by 0.0001."""


class ShapeFilter(Component):
    """State of the filter on `Blendshapes`."""

    on = Blendshapes
    value: Array = column(52, unit="1")
    slope: Array = column(52, unit="1/s")
    noise: Array = column(52, unit="1")  # of each weight, as a part of the largest
    at: Array = column(dtype="f8", unit="s", default=math.nan)  # NaN: no sample yet


@system(Stage.SOLVE, when=fresh(Frame))
def measure_noise(
    faces: Query[Changed[Blendshapes], Read[Blendshapes], Mut[ShapeFilter]],
) -> None:
    """Tell from the net's own weights how much each trembles; add after all that predicts them."""
    for face in faces:
        weights, noise = face[Blendshapes].weights, face[ShapeFilter].noise
        np.multiply(weights, STEEPEST * (1 - weights), out=noise)
        np.clip(noise, FAINTEST, 1, out=noise)


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
        weights, value, slope, noise = shapes.weights, state.value, state.slope, state.noise
        dt = elapsed(state.at, shapes.captured_at) if np.isfinite(weights).all() else 0.0
        if dt > 0:
            for part, tuning in groups:
                vector_step(
                    value[part], slope[part], weights[part],
                    dt=dt, tuning=tuning, unit=noise[part],
                )  # fmt: skip
        elif dt != 0:
            value[...], slope[...] = weights, 0
        weights[...] = value


def plugin(app: App) -> None:
    """Add the smoothing of shapes; add after what predicts them."""
    app.add(measure_noise, smooth_shapes)
