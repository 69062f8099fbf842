"""Expressions at the press of a key, and gains of single shapes: what is added to the tracked face.

Whoever streams exaggerates: a smile that the tracker sees as 0.4 may be wanted as 0.8, and a
surprise may be wanted that nobody acts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine import Clock, Mut, Query, Res, ResMut, Stage, system
from systems import topology
from systems.avatar.puppet import Display
from systems.avatar.vrm.expressions import Override
from systems.components import Rig

Weights = NDArray[np.float32]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]

BLINK = np.array([name.startswith("eyeBlink") for name in topology.ARKIT])
MOUTH = np.array([name.startswith(("jaw", "mouth", "tongue")) for name in topology.ARKIT])
"""What an expression may override, as masks of (52,)."""


class Expression(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A face to put on.

    The overrides are VRM 1.0's (VRMC_vrm, expressions): ``none`` leaves what is tracked, ``block``
    takes it away as soon as the expression shows, ``blend`` as much as it shows.
    """

    shapes: dict[str, Share] = {}  # by ARKit name
    fade: Annotated[float, msgspec.Meta(ge=0, le=5)] = 0.15  # seconds from nothing to all of it
    blink: Override = "none"
    mouth: Override = "none"


EXPRESSIONS: Mapping[str, Expression] = {
    "smile": Expression(
        {
            "mouthSmileLeft": 0.9,
            "mouthSmileRight": 0.9,
            "cheekSquintLeft": 0.6,
            "cheekSquintRight": 0.6,
            "eyeSquintLeft": 0.3,
            "eyeSquintRight": 0.3,
        },
    ),
    "surprise": Expression(
        {
            "browInnerUp": 0.9,
            "browOuterUpLeft": 0.8,
            "browOuterUpRight": 0.8,
            "eyeWideLeft": 0.9,
            "eyeWideRight": 0.9,
            "jawOpen": 0.35,
            "mouthFunnel": 0.3,
        },
    ),
    "angry": Expression(
        {
            "browDownLeft": 1.0,
            "browDownRight": 1.0,
            "noseSneerLeft": 0.5,
            "noseSneerRight": 0.5,
            "mouthFrownLeft": 0.6,
            "mouthFrownRight": 0.6,
            "mouthPressLeft": 0.4,
            "mouthPressRight": 0.4,
        },
    ),
    "wink": Expression(
        {"eyeBlinkLeft": 1.0, "mouthSmileLeft": 0.6, "cheekSquintLeft": 0.6},
        fade=0.08,
        blink="blend",
    ),
}
"""The built-in ones, by name."""


@dataclass
class Mood:
    """Which expression the avatar puts on, and how far each has come.

    Attributes
    ----------
    table : mapping of name to Expression
    chosen : str or None
    levels : dict of name to 0..1
        What still shows; one that has faded away is not in it.
    """

    table: Mapping[str, Expression] = field(default_factory=lambda: EXPRESSIONS)
    chosen: str | None = None
    levels: dict[str, float] = field(default_factory=dict)

    def press(self, name: str) -> None:
        """Put an expression on, in place of any other; take it off if it is on."""
        self.chosen = None if self.chosen == name else name

    def fade(self, dt: float) -> None:
        """Bring every level nearer to where it belongs."""
        for name in {*self.levels, *([self.chosen] if self.chosen else [])}:
            step = dt / max(self.table[name].fade, 1e-6)
            sign = 1 if name == self.chosen else -1
            level = min(max(self.levels.get(name, 0.0) + sign * step, 0.0), 1.0)
            self.levels[name] = level
            if not level:
                del self.levels[name]


@dataclass
class Gains:
    """Factors on the tracked shapes, (52,) float32, of the person's left and right."""

    factors: Weights = field(default_factory=lambda: np.ones(len(topology.ARKIT), np.float32))

    @classmethod
    def of(cls, named: Mapping[str, float]) -> Gains:
        """Return the gains of named ARKit shapes; the others keep 1."""
        gains = cls()
        for name, factor in named.items():
            gains.factors[topology.SHAPE[name]] = factor
        return gains


@system(Stage.RIG)
def shape_weights(
    avatars: Query[Mut[Rig]],
    gains: Res[Gains],
    mood: ResMut[Mood],
    display: Res[Display],
    clock: Res[Clock],
) -> None:
    """Apply gains, then expressions, to what `pose_puppet` left in each rig."""
    mood.fade(clock.dt)
    factors = gains.factors[topology.MIRROR_SHAPES] if display.mirror else gains.factors
    for avatar in avatars:
        weights = avatar[Rig].weights
        np.clip(weights * factors, 0, 1, out=weights)
        put_on(weights, mood)


def put_on(weights: Weights, mood: Mood) -> None:
    """Raise weights (52,) to those of the expressions that show, in place.

    Shapes of the face are raised to the expression's own value and never lowered by it, unless it
    overrides them: a person who smiles more than the expression keeps that smile.
    """
    shown = [(mood.table[name], level) for name, level in mood.levels.items()]
    for expression, level in shown:
        weights[BLINK] *= 1 - _share(expression.blink, level)
        weights[MOUTH] *= 1 - _share(expression.mouth, level)
    for expression, level in shown:
        for name, full in expression.shapes.items():
            at = topology.SHAPE[name]
            weights[at] += level * max(full - float(weights[at]), 0.0)


def _share(override: Override, level: float) -> float:
    return {"none": 0.0, "block": 1.0, "blend": level}[override]
