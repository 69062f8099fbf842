"""How a head without ARKit shapes shows them: emotions, visemes and blinks from the 52 weights.

A preset's weight is the weighted sum of shapes, of which what exceeds `above` is stretched to 0..1.
The factors are chosen, not measured: full presets at what people reach without straining; those of
the mouth so that the shapes of a viseme (`topology.VISEME_SHAPES`) make the preset that
`topology.VISEME_PRESETS` gives it, and a smile with closed lips none.
A rule of a region is not used where the head has the shape that stands for the region.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Region = Literal["eyes", "mouth", "mood"]

STANDS_FOR: Final[Mapping[Region, str]] = {
    "eyes": "eyeBlinkLeft",
    "mouth": "jawOpen",
    "mood": "mouthSmileLeft",
}
"""The ARKit shape whose presence makes a region's rules needless."""


@dataclass(frozen=True)
class Rule:
    """One row of the table; a shape named without side stands for the mean of both sides."""

    preset: str
    region: Region
    shapes: Mapping[str, float]
    above: float = 0.0

    def __call__(self, weights: Mapping[str, float]) -> float:
        """Return the preset's weight at the weights of the ARKit shapes."""
        total = sum(factor * _value(weights, shape) for shape, factor in self.shapes.items())
        return min(max((total - self.above) / (1 - self.above), 0.0), 1.0)


def _value(weights: Mapping[str, float], shape: str) -> float:
    if shape in weights:
        return weights[shape]
    return (weights[shape + "Left"] + weights[shape + "Right"]) / 2


RULES: Final = (
    Rule("blinkLeft", "eyes", {"eyeBlinkLeft": 1.0}),
    Rule("blinkRight", "eyes", {"eyeBlinkRight": 1.0}),
    Rule("blink", "eyes", {"eyeBlink": 1.0}),
    Rule(
        "aa",
        "mouth",
        {
            "jawOpen": 1.7,
            "mouthClose": -1.7,
            "mouthFunnel": -0.9,
            "mouthPucker": -0.8,
            "mouthStretch": -1.2,
            "mouthLowerDown": -0.6,
        },
    ),
    Rule(
        "ih",
        "mouth",
        {
            "mouthStretch": 1.4,
            "mouthLowerDown": 1.3,
            "mouthUpperUp": -1.0,
            "mouthSmile": -0.4,
            "mouthFunnel": -0.3,
            "jawOpen": -0.3,
        },
    ),
    Rule("ou", "mouth", {"mouthPucker": 1.2, "mouthFunnel": 0.3, "jawOpen": -0.6}),
    Rule(
        "ee",
        "mouth",
        {"mouthUpperUp": 1.5, "mouthStretch": 0.9, "mouthLowerDown": 0.8, "mouthSmile": -0.3},
        above=0.45,
    ),
    Rule("oh", "mouth", {"mouthFunnel": 1.3, "jawOpen": 0.8, "mouthPucker": -0.4}, above=0.5),
    Rule("happy", "mood", {"mouthSmile": 1.2, "cheekSquint": 0.2}, above=0.3),
    Rule("angry", "mood", {"browDown": 1.1, "noseSneer": 0.5}, above=0.4),
    Rule("sad", "mood", {"mouthFrown": 1.0, "browInnerUp": 0.4, "mouthShrugLower": 0.2}, above=0.4),
    Rule("surprised", "mood", {"eyeWide": 0.6, "browInnerUp": 0.4, "browOuterUp": 0.4}, above=0.5),
)
"""All rules. `relaxed` and `neutral` have none: nothing on a face tells them from rest."""
