"""Figures of gaze: error as it comes and after calibration, and jitter."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.learn.evaluation.acts import REST
from systems.learn.evaluation.figures import Figure, figure, mean, spread
from systems.learn.evaluation.measure import RESTING, Shown, held
from systems.learn.evaluation.metrics import directions_apart
from systems.learn.evaluation.scenes import GRID
from systems.topology import BLINK

Floats = NDArray[np.float64]

GROUP: Final = "gaze"


def gaze_figures(shown: Shown) -> list[Figure]:
    """Return everything about gaze."""
    raw = _error(shown, "gaze", shown.gaze("gaze"))
    about, acting = (_error(shown, scene, calibrated(shown, scene)) for scene in ("gaze", "acted"))
    dots = f"straight-line fit to {len(GRID)} dots"
    still = np.degrees(aside_down(shown.gaze("still")))[RESTING.stop :].T
    return [
        figure(GROUP, "error as it comes", "°", mean, raw),
        figure(GROUP, "error, calibrated", "°", mean, about, aim=6.0, note=dots),
        figure(GROUP, "error, calibrated, acting", "°", mean, acting),
        figure(GROUP, "jitter aside", "°", spread, still[0]),
        figure(GROUP, "jitter up and down", "°", spread, still[1]),
    ]


def aside_down(gaze: Floats) -> Floats:
    """Return the angles of directions (N, 3): toward the subject's left, and down, (N, 2) rad."""
    aside = np.arctan2(gaze[:, 0], gaze[:, 2])
    return np.column_stack([aside, np.arcsin(np.clip(-gaze[:, 1], -1, 1))])


def direction(angles: Floats) -> Floats:
    """Return unit vectors (N, 3) of angles (N, 2) as of `aside_down`."""
    aside, down = angles.T
    return np.column_stack(
        [np.sin(aside) * np.cos(down), -np.sin(down), np.cos(aside) * np.cos(down)]
    )


def calibration(shown: Shown) -> Floats:
    """Return the affine map (3, 2) from measured angles and 1 to true ones, least squares.

    Each dot counts once, by what was measured in the second half of the look at it.
    """
    scene, seen = shown.scenes["dots"], aside_down(held(shown.gaze("dots")))
    share = (scene.times - REST) / (scene.length - REST) * len(GRID)
    settled = (share >= 0) & (share % 1 >= 0.5)
    dots = share.astype(np.intp)
    seen = np.array([seen[settled & (dots == dot)].mean(0) for dot in range(len(GRID))])
    fit, *_ = np.linalg.lstsq(_homogeneous(seen), np.radians(GRID), rcond=None)
    return np.asarray(fit)


def calibrated(shown: Shown, scene: str) -> Floats:
    """Return gaze after `calibration`, (T, 3)."""
    return direction(_homogeneous(aside_down(shown.gaze(scene))) @ calibration(shown))


def _error(shown: Shown, scene: str, seen: Floats) -> Floats:
    """Return how far gaze is from the truth while the eyes are open, (T,) degrees."""
    truth = shown.scenes[scene].truth
    open_ = truth.weights[:, BLINK].max(1) < 0.5
    return np.asarray(np.degrees(directions_apart(seen, truth.gaze))[open_])


def _homogeneous(angles: Floats) -> Floats:
    return np.column_stack([angles, np.ones(len(angles))])
