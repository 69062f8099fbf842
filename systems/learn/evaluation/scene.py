"""A scene: what performers do over time, and what happens to the picture on its way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.capture.frame import Image
from systems.capture.performance import Truth

RATE: Final = 30.0
"""Pictures per second."""

Act = Callable[[float], Truth]
Fault = Callable[[Image, int], None]
Floats = NDArray[np.float64]


def clean(_picture: Image, _index: int) -> None:
    """Leave the picture as it was drawn."""


@dataclass(frozen=True)
class Scene:
    """One experiment.

    Attributes
    ----------
    name : str
    length : float
        Seconds.
    acts : tuple of functions of time (s)
        One a performer; the truth that counts is the first one's.
    fault : function of a picture and its index
        What the camera does to the picture, in place. Deterministic.
    exposure : float
        Seconds that the shutter is open; 0 draws without motion blur.
    """

    name: str
    length: float
    acts: tuple[Act, ...]
    fault: Fault = clean
    exposure: float = 0.0

    @property
    def times(self) -> Floats:
        """Capture times of its pictures, (T,) s: the middle of each exposure."""
        return np.arange(round(self.length * RATE)) / RATE

    @cached_property
    def truth(self) -> Performed:
        """What the first performer does in each picture."""
        return Performed.of([self.acts[0](t) for t in self.times.tolist()])


@dataclass(frozen=True)
class Performed:
    """The truth of a scene, one row a picture.

    Attributes
    ----------
    weights : (T, 52) float32
    rotation : (T, 3, 3) float64
        Head to world.
    translation : (T, 3) float64
        m.
    gaze : (T, 3) float64
        Mean of both eyes, unit vectors in the head frame.
    """

    weights: NDArray[np.float32]
    rotation: Floats
    translation: Floats
    gaze: Floats

    @classmethod
    def of(cls, moments: list[Truth]) -> Performed:
        """Stack single moments."""
        gaze = np.array([m.gaze_left + m.gaze_right for m in moments])
        return cls(
            np.array([m.weights for m in moments]),
            np.array([m.head_rotation for m in moments]),
            np.array([m.head_translation for m in moments]),
            gaze / np.linalg.norm(gaze, axis=1, keepdims=True),
        )
