"""The built-in performer's script: ten seconds of acting, as a function of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.avatar.pose import Pose
from systems.solve.rotation import rotation
from systems.topology import SHAPE, SIDES

Floats = NDArray[np.float64]

LENGTH: Final = 10.0
"""Seconds until the performance begins again."""

DISTANCE: Final = 0.60
"""Metres from the camera to the head's origin."""

BLINK: Final = 0.15
"""Seconds a blink lasts; spontaneous ones last 0.1 to 0.2 s (Caffier et al., 2003)."""

BLINKS: Final = (0.45, 2.30, 4.45, 5.70, 8.25, 9.60)
"""Seconds at which blinks begin."""

LOOK: Final = np.radians((30.0, 25.0))
"""Gaze aside and up or down at which an eyeLook shape reaches 1, rad."""

TURNS: Final = (
    # time s; yaw, pitch, roll degrees
    (0.0, 0, 0, 0), (0.8, 2, 1, -1), (1.3, -4, 3, 2), (1.9, 5, -2, 3), (2.6, -3, 2, -2),
    (3.2, 0, -3, 0), (4.0, -3, 0, 6), (4.8, 25, 2, 1), (5.6, -25, 1, -2), (6.2, 0, -5, 0),
    (6.8, 0, -4, 0), (7.2, 6, 2, 12), (7.7, 3, 0, -12), (8.1, 0, 15, 0), (8.7, 0, -15, 0),
    (9.2, -3, 0, 3), (10.0, 0, 0, 0),
)  # fmt: skip
"""Head rotation over time."""

PLACES: Final = (
    (0.0, 0, 0, 0), (2.0, 8, 2, 5), (4.2, -6, 0, 10), (5.2, 10, -2, 0), (6.4, 0, 4, -35),
    (8.0, -5, -4, 10), (10.0, 0, 0, 0),
)  # fmt: skip
"""Head translation over time: x, y, z in millimetres beside the resting place."""

GAZES: Final = (
    # time s; aside (subject's left) and down, degrees of the head frame
    (0.0, 0, 0), (0.9, 0, 0), (1.0, 14, -3), (1.6, 14, -3), (1.7, 0, 0), (2.5, 0, 0),
    (2.6, -16, 6), (3.1, -16, 6), (3.2, 0, 0), (4.3, 0, 0), (4.45, 16, 0), (4.8, -10, 0),
    (5.1, -10, 0), (5.25, -18, 0), (5.6, 12, 0), (6.0, 0, 0), (7.8, 0, 0), (8.1, 0, -8),
    (8.7, 0, 9), (9.0, 0, 0), (9.3, 8, 10), (9.55, 8, 10), (9.7, 0, 0), (10.0, 0, 0),
)  # fmt: skip
"""Gaze over time."""

VOWELS: Final = {
    "a": {"jawOpen": 0.55, "mouthLowerDown": 0.25, "mouthUpperUp": 0.15},
    "e": {"jawOpen": 0.25, "mouthStretch": 0.40, "mouthSmile": 0.20, "mouthLowerDown": 0.20},
    "i": {"jawOpen": 0.12, "mouthSmile": 0.35, "mouthStretch": 0.30, "mouthUpperUp": 0.15},
    "o": {"jawOpen": 0.35, "mouthFunnel": 0.60},
    "u": {"jawOpen": 0.14, "mouthPucker": 0.65, "mouthFunnel": 0.25},
    "m": {"mouthPress": 0.45, "mouthRollLower": 0.25, "mouthRollUpper": 0.20},
}
"""Weights at the middle of each sound; shapes without a side stand for both."""

SPEECH: Final = (
    (0.80, "a"), (0.98, "m"), (1.12, "e"), (1.30, "o"), (1.46, "m"), (1.58, "a"), (1.76, "i"),
    (1.92, "u"), (2.12, "m"), (2.26, "a"), (2.44, "e"), (2.60, "o"), (2.80, "i"),
    (8.80, "a"), (8.97, "m"), (9.10, "o"), (9.30, "i"),
)  # fmt: skip
"""Seconds and sound."""

SYLLABLE: Final = 0.24
"""Seconds a sound lasts; neighbours overlap, as in coarticulated speech."""

SCENES: Final = (
    # start s, end s, weights at the height of the scene
    (1.1, 1.9, {"browInnerUp": 0.45, "browOuterUp": 0.35}),
    (3.1, 4.5, {"mouthSmile": 0.85, "cheekSquint": 0.60, "eyeSquint": 0.20, "mouthDimple": 0.2}),
    (5.9, 6.9, {"browInnerUp": 0.85, "browOuterUp": 0.90, "eyeWide": 0.80, "jawOpen": 0.55,
                "mouthFunnel": 0.30}),
    (6.95, 7.6, {"eyeBlinkLeft": 1.0, "cheekSquintLeft": 0.7, "mouthSmileLeft": 0.7,
                 "mouthSmileRight": 0.35, "browDownLeft": 0.2}),
    (7.7, 8.5, {"browDown": 0.60, "mouthFrown": 0.45, "mouthShrugLower": 0.35}),
)  # fmt: skip
"""Expressions: each rises in a fifth of its time and falls in another."""


@dataclass(frozen=True)
class Truth:
    """What the performer really does at one moment.

    Attributes
    ----------
    weights : (52,) float32
        In the order of `topology.ARKIT`.
    head_rotation : (3, 3) float64
        Head to world.
    head_translation : (3,) float64
        Of the head frame's origin, metres; the camera stands at the world's origin.
    gaze_left, gaze_right : (3,) float64
        Unit vectors in the head frame.
    """

    weights: NDArray[np.float32]
    head_rotation: Floats
    head_translation: Floats
    gaze_left: Floats
    gaze_right: Floats

    def pose(self, time: float) -> Pose:
        """Return what is drawn of it at a time, s."""
        return Pose(
            weights=self.weights,
            head_rotation=self.head_rotation,
            head_translation=self.head_translation,
            gaze_left=self.gaze_left,
            gaze_right=self.gaze_right,
            time=time,
        )


def perform(t: float) -> Truth:
    """Return the performance at time `t` in seconds; it repeats after `LENGTH`."""
    t = t % LENGTH
    yaw, pitch, roll = np.radians(_eased(TURNS, t))
    aside, down = np.radians(_eased(GAZES, t))
    gaze = rotation(aside, down, 0.0) @ np.array([0.0, 0.0, 1.0])
    translation = _eased(PLACES, t) / 1000 - np.array([0, 0, DISTANCE])
    weights = np.zeros(len(SHAPE), np.float32)
    _speak(weights, t)
    _act(weights, t)
    _look(weights, aside, down)
    return Truth(np.clip(weights, 0, 1), rotation(yaw, pitch, roll), translation, gaze, gaze.copy())


def _speak(weights: NDArray[np.float32], t: float) -> None:
    for start, sound in SPEECH:
        phase = (t - start) / SYLLABLE
        if 0 < phase < 1:
            _add(weights, VOWELS[sound], float(np.sin(np.pi * phase) ** 2))


def _act(weights: NDArray[np.float32], t: float) -> None:
    for start, end, scene in SCENES:
        edge = min(t - start, end - t) / (0.2 * (end - start))
        _add(weights, scene, _smooth(edge))
    for start in BLINKS:
        if start < t < start + BLINK:
            closed = float(np.sin(np.pi * (t - start) / BLINK) ** 0.8)
            _add(weights, {"eyeBlink": 1.0}, closed)


def _look(weights: NDArray[np.float32], aside: float, down: float) -> None:
    left, low = np.array([aside, down]) / LOOK
    weights[SHAPE["eyeLookOutLeft"]] = weights[SHAPE["eyeLookInRight"]] = max(left, 0)
    weights[SHAPE["eyeLookInLeft"]] = weights[SHAPE["eyeLookOutRight"]] = max(-left, 0)
    for side in ("Left", "Right"):
        weights[SHAPE[f"eyeLookDown{side}"]] = max(low, 0)
        weights[SHAPE[f"eyeLookUp{side}"]] = max(-low, 0)


def _add(weights: NDArray[np.float32], shapes: dict[str, float], amount: float) -> None:
    for name, value in shapes.items():
        for full in SIDES[name]:
            weights[SHAPE[full]] += amount * value


def _eased(keys: tuple[tuple[float, ...], ...], t: float) -> Floats:
    """Return the key's values at `t`, easing in and out of every key."""
    table = np.array(keys, np.float64)
    after = int(np.clip(np.searchsorted(table[:, 0], t, "right"), 1, len(table) - 1))
    start, end = table[after - 1], table[after]
    share = _smooth((t - start[0]) / (end[0] - start[0]))
    return np.asarray(start[1:] + share * (end[1:] - start[1:]))


def _smooth(share: float) -> float:
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)
