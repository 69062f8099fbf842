"""Figures of the head's rotation: error, leak, lag, jitter."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.learn.evaluation.acts import Jumps
from systems.learn.evaluation.figures import Figure, figure, mean, spread
from systems.learn.evaluation.measure import FULL, RESTING, Shown, angles, shape_means
from systems.learn.evaluation.metrics import lag
from systems.learn.evaluation.scene import RATE
from systems.solve.rotation import yaw_pitch_roll
from systems.topology import ARKIT, BLINK

Floats = NDArray[np.float64]

GROUP: Final = "head"
NEAR: Final = 30.0
"""Degrees of yaw, pitch and roll within which a head faces the camera."""

NEAR_ERROR: Final = f"rotation error within {NEAR:.0f}°"
LEAK: Final = "leak of 52 expressions"

TURNING: Final = ("pose", "acted")
"""Scenes from which errors are taken."""

DIFFICULT: Final = ("blurred", "dark", "small", "barred")

AROUND: Final = (-0.3, 0.6)
"""Seconds round the beginning of a jump in which its lag is measured."""


def head_figures(shown: Shown) -> list[Figure]:
    """Return everything about head rotation."""
    return [
        *_offset(shown),
        *_error(shown),
        *_leak(shown),
        *_aifi39(shown),
        *_difficulties(shown),
        _lag(shown),
        _slow_lag(shown),
        *_jitter(shown),
    ]


def _offset(shown: Shown) -> list[Figure]:
    note = "said of this avatar looking ahead; taken off below"
    offset = np.degrees(yaw_pitch_roll(shown.neutral))
    return [
        Figure(GROUP, f"neutral {axis}", "°", float(value), more=None, note=note)
        for axis, value in zip(("yaw", "pitch", "roll"), offset, strict=True)
    ]


def _error(shown: Shown) -> list[Figure]:
    near, pose = _is_near(shown), shown.rotation_error("pose")
    far = _turned(shown, "pose") > NEAR
    return [
        figure(GROUP, NEAR_ERROR, "°", mean, _near(shown), aim=2.5),
        figure(GROUP, "rotation error, 30° to 40°", "°", mean, pose[far]),
        *(
            figure(GROUP, f"error of {axis} within 30°", "°", mean, values[near])
            for axis, values in zip(("yaw", "pitch", "roll"), _by_axis(shown, TURNING), strict=True)
        ),
    ]


def _near(shown: Shown) -> Floats:
    """Return the errors of heads that face the camera, (T,) degrees."""
    return np.concatenate([shown.rotation_error(scene) for scene in TURNING])[_is_near(shown)]


def _is_near(shown: Shown) -> NDArray[np.bool_]:
    """Whether the head faces the camera, in each picture of `TURNING`."""
    return np.concatenate([_turned(shown, scene) for scene in TURNING]) <= NEAR


def _turned(shown: Shown, scene: str) -> Floats:
    """Return the largest of the true yaw, pitch and roll, (T,) degrees."""
    return np.asarray(np.abs(angles(shown.scenes[scene].truth.rotation)).max(1))


def _by_axis(shown: Shown, scenes: tuple[str, ...]) -> Floats:
    """Return how far each angle is from the truth, (3, T) degrees."""
    off = [
        angles(shown.rotation(scene)) - angles(shown.scenes[scene].truth.rotation)
        for scene in scenes
    ]
    return np.abs(np.concatenate(off)).T


def _leak(shown: Shown) -> list[Figure]:
    """Return how far the head turns because the face moves: it never does in these scenes."""
    turn = shown.from_rest("shapes")
    each = shape_means(shown, turn)
    worst = f"most by {ARKIT[int(np.nanargmax(each))]}, {np.nanmax(each):.2f}°"
    shut = shown.scenes["blinks"].truth.weights[:, BLINK].max(1) >= FULL
    return [
        figure(GROUP, LEAK, "°", mean, each, block=1, aim=0.7, note=worst),
        figure(GROUP, "leak of talking", "°", mean, shown.from_rest("talk")),
        figure(GROUP, "leak of blinking", "°", mean, shown.from_rest("blinks")[shut]),
        figure(GROUP, "leak of looking about", "°", mean, shown.from_rest("gaze")),
    ]


def _aifi39(shown: Shown) -> list[Figure]:
    """Return error and leak of the other built-in pose model, on the same meshes."""
    seen = {name: replace(seen, rotation=seen.by_aifi39) for name, seen in shown.seen.items()}
    other, note = Shown(shown.scenes, seen), "the same faces posed by --pose-model aifi39"
    near, leak = _near(other), shape_means(other, other.from_rest("shapes"))
    return [
        figure(GROUP, f"{NEAR_ERROR}, aifi39", "°", mean, near, more=None, note=note),
        figure(GROUP, f"{LEAK}, aifi39", "°", mean, leak, block=1, more=None, note=note),
    ]


def _difficulties(shown: Shown) -> list[Figure]:
    figures = []
    for scene in DIFFICULT:
        found = shown.seen[scene].found.astype(np.float64)
        error = shown.rotation_error(scene)
        figures += [
            figure(GROUP, f"rotation error, {scene}", "°", mean, error),
            figure(GROUP, f"pictures with a face, {scene}", "1", mean, found, more=True),
        ]
    return figures


def _lag(shown: Shown) -> Figure:
    seen, jumps = shown.seen["step"], shown.scenes["step"].acts[0]
    assert isinstance(jumps, Jumps)
    true = angles(shown.scenes["step"].truth.rotation)[:, 0]
    yaw = angles(seen.rotation)[:, 0]
    lags = [
        1000 * lag(seen.times, true, yaw, within=(start + AROUND[0], start + AROUND[1]))
        for start in jumps.starts
    ]
    note = "30° in 0.2 s, without prediction"
    return figure(GROUP, "lag of yaw", "ms", mean, np.array(lags), block=1, aim=70.0, note=note)


def _slow_lag(shown: Shown) -> Figure:
    """Return the lag of a calm turn of the head, where a filter smooths most."""
    seen = shown.seen["pose"]
    true = angles(shown.scenes["pose"].truth.rotation)[:, 0]
    late = 1000 * lag(seen.times, true, angles(seen.rotation)[:, 0])
    return Figure(GROUP, "lag of yaw, calm", "ms", late)


def _jitter(shown: Shown) -> list[Figure]:
    seen = shown.seen["still"]
    turn = angles(seen.rotation)[RESTING.stop :]
    shift = 1000 * seen.translation[RESTING.stop :].T
    note = f"{len(turn) / RATE:.0f} s of a noisy still face"
    return [
        *(
            figure(GROUP, f"jitter of {axis}", "°", spread, turn[:, i], aim=0.1, note=note)
            for i, axis in enumerate(("yaw", "pitch", "roll"))
        ),
        figure(GROUP, "jitter of place, across", "mm", spread, shift[0]),
        figure(GROUP, "jitter of place, away", "mm", spread, shift[2]),
    ]
