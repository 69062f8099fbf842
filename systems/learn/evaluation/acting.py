"""What a performer can be told to do: an expression, a turn of the head, a look, a place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.capture.performance import LOOK, SYLLABLE, VOWELS, Truth
from systems.solve.rotation import rotation
from systems.topology import SHAPE, SIDES

DISTANCE: Final = 0.55
"""Metres from the camera to the head's origin: a person at a laptop."""

AHEAD: Final = (0.0, 0.0, 1.0)

Floats = NDArray[np.float64]
Degrees = tuple[float, float]
Turn = tuple[float, float, float]


def acted(
    weights: Mapping[str, float] | None = None,
    *,
    turn: Turn = (0.0, 0.0, 0.0),
    gaze: Degrees = (0.0, 0.0),
    place: tuple[float, float, float] = (0.0, 0.0, -DISTANCE),
) -> Truth:
    """Return one moment of a performance.

    Parameters
    ----------
    weights : mapping of str to float
        Shapes by their ARKit names, or without a side for both sides; clipped to 0..1.
    turn : yaw, pitch, roll
        Degrees.
    gaze : aside, down
        Degrees of the head frame, aside toward the subject's left. The eyeLook shapes follow, and
        with them the lids.
    place : x, y, z
        Of the head frame's origin, metres in the world frame.
    """
    all_weights = np.zeros(len(SHAPE), np.float32)
    for name, value in {**looks(*gaze), **(weights or {})}.items():
        for full in SIDES[name]:
            all_weights[SHAPE[full]] += value
    aside, down = np.radians(gaze)
    direction = rotation(aside, down, 0.0) @ AHEAD
    return Truth(
        np.clip(all_weights, 0, 1),
        rotation(*np.radians(turn)),
        np.array(place, np.float64),
        direction,
        direction.copy(),
    )


def looks(aside: float, down: float) -> dict[str, float]:
    """Return the eyeLook shapes of a gaze in degrees.

    Examples
    --------
    >>> {name: round(w, 3) for name, w in looks(15, 0).items() if w}
    {'eyeLookOutLeft': 0.5, 'eyeLookInRight': 0.5}
    """
    left, low = (np.radians((aside, down)) / LOOK).tolist()
    return {
        "eyeLookOutLeft": max(left, 0.0),
        "eyeLookInRight": max(left, 0.0),
        "eyeLookInLeft": max(-left, 0.0),
        "eyeLookOutRight": max(-left, 0.0),
        "eyeLookDown": max(low, 0.0),
        "eyeLookUp": max(-low, 0.0),
    }


def gaze_of(weights: Mapping[str, float]) -> Degrees:
    """Return the gaze, degrees, that the left eye's eyeLook shapes stand for: `looks` undone.

    Examples
    --------
    >>> gaze_of({"eyeLookInLeft": 1.0})
    (-30.0, 0.0)
    """
    out, low = (
        weights.get(f"eyeLook{way}Left", 0.0) - weights.get(f"eyeLook{other}Left", 0.0)
        for way, other in (("Out", "In"), ("Down", "Up"))
    )
    aside, down = np.degrees(LOOK) * (out, low)
    return round(float(aside), 9), round(float(down), 9)


def bump(t: float, start: float, length: float) -> float:
    """Return 0 outside of an interval and a rise to 1 and fall to 0 within: a raised cosine."""
    phase = (t - start) / length
    return float(np.sin(np.pi * phase) ** 2) if 0 < phase < 1 else 0.0


def shut(t: float, start: float, length: float) -> float:
    """Return how far a blink has closed the lids: down fast, held for a fifth, up more slowly.

    The closing phase of a blink takes about half as long as its opening (Caffier, Erdmann &
    Ullsperger, Eur. J. Appl. Physiol. 89, 2003).
    """
    return float(np.interp(t - start, np.array([0, 0.27, 0.47, 1]) * length, [0, 1, 1, 0]))


class Talk:
    """Random speech: sounds that follow one another, with a pause now and then.

    Parameters
    ----------
    length : float
        Seconds.
    seed : int
        Of the sounds.
    """

    def __init__(self, length: float, seed: int) -> None:
        rng = np.random.default_rng(seed)
        steps = rng.uniform(0.14, 0.22, int(length / 0.14)) + 0.4 * (rng.random() < 0.1)
        starts = np.cumsum(steps)
        kept = starts[starts < length - SYLLABLE]
        sounds = rng.choice(sorted(VOWELS), len(kept))
        self.sounds = [
            (float(start), str(sound)) for start, sound in zip(kept, sounds, strict=True)
        ]

    def __call__(self, t: float) -> dict[str, float]:
        """Return the weights at `t`, by names as in `VOWELS`."""
        weights: dict[str, float] = {}
        for start, sound in self.sounds:
            height = bump(t, start, SYLLABLE)
            for name, value in VOWELS[sound].items() if height else ():
                weights[name] = weights.get(name, 0.0) + height * value
        return weights
