"""From what a tracker saw of every scene to its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from systems.learn.evaluation.acts import REST, Sweeps
from systems.learn.evaluation.metrics import mean_rotation
from systems.learn.evaluation.scene import RATE, Scene
from systems.learn.evaluation.seen import Seen
from systems.solve.rotation import angle_between, yaw_pitch_roll
from systems.topology import ARKIT

Floats = NDArray[np.float64]

RESTING = slice(3, round(REST * RATE))
"""Pictures of the stillness at a scene's start; in the first few the filters settle."""

FULL = 0.8
"""Weight from which a shape counts as fully made."""


@dataclass(frozen=True)
class Shown:
    """All scenes, and what one tracker saw of them."""

    scenes: Mapping[str, Scene]
    seen: Mapping[str, Seen]

    @cached_property
    def neutral(self) -> Floats:
        """What the tracker says of an avatar that looks straight ahead, (3, 3).

        A drawn face is not the canonical one, so the pose that fits best is turned by a constant:
        measured = true @ neutral.
        """
        truth, seen = self.scenes["pose"].truth, self.seen["pose"]
        rest = np.flatnonzero(seen.found[RESTING]) + RESTING.start
        return mean_rotation(truth.rotation[rest].transpose(0, 2, 1) @ seen.rotation[rest])

    def rotation(self, scene: str) -> Floats:
        """Return the measured head rotations without the neutral one, (T, 3, 3)."""
        return np.asarray(self.seen[scene].rotation @ self.neutral.T)

    def rotation_error(self, scene: str) -> Floats:
        """Return how far the head's rotation is from the truth, (T,) degrees."""
        true = self.scenes[scene].truth.rotation
        return np.degrees(angle_between(self.rotation(scene), true))

    def from_rest(self, scene: str) -> Floats:
        """Return how far the head has turned since the scene's start, (T,) degrees."""
        rotation = self.seen[scene].rotation
        resting = mean_rotation(rotation[RESTING][self.seen[scene].found[RESTING]])
        return np.degrees(angle_between(rotation, resting))

    def gaze(self, scene: str) -> Floats:
        """Return measured gaze in the true head frame, (T, 3)."""
        return np.asarray(self.seen[scene].gaze @ self.neutral.T)

    def shapes(self, scene: str) -> Floats:
        """Return the measured shapes, (T, 52); a lost face keeps its last ones, as a puppet's."""
        return held(self.seen[scene].shapes)


def shape_means(shown: Shown, values: Floats) -> Floats:
    """Return the mean of (T, ...) values of the scene of shapes while each is made, (52, ...)."""
    scene = shown.scenes["shapes"]
    sweeps, weights = scene.acts[0], scene.truth.weights
    assert isinstance(sweeps, Sweeps)
    out = []
    for column, name in enumerate(ARKIT):
        rows = sweeps.rows(name)
        made = held(values.reshape(len(values), -1))[rows][weights[rows, column] >= FULL]
        out.append(made.mean(0).reshape(values.shape[1:]))
    return np.array(out)


def held(values: Floats) -> Floats:
    """Return rows (T, N) in which those of NaN alone repeat the last that are known.

    Those before the first known one take its values.
    """
    known = np.isfinite(values).any(1)
    last = np.maximum.accumulate(np.where(known, np.arange(len(values)), -1))
    return values[np.where(last >= 0, last, known.argmax())]


def angles(rotations: Floats) -> Floats:
    """Return yaw, pitch and roll, (T, 3) degrees; NaN stays NaN."""
    found = np.isfinite(rotations[:, 0, 0])
    out = np.full((len(rotations), 3), np.nan)
    out[found] = np.degrees([yaw_pitch_roll(R) for R in rotations[found]] or np.empty((0, 3)))
    return out
