"""Figures of the 52 shapes: how well each follows, how far it reaches, what it moves besides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.learn.evaluation.acts import COMPANIONS, Sweeps
from systems.learn.evaluation.figures import Aim, Figure, figure, mean, spread
from systems.learn.evaluation.measure import RESTING, Shown, shape_means
from systems.learn.evaluation.metrics import correlation, lag
from systems.topology import ARKIT, SHAPE

Floats = NDArray[np.float64]

GROUP: Final = "shapes"

GROUPS: Final = {
    "jaw": ("jawOpen",),
    "blink": ("eyeBlinkLeft", "eyeBlinkRight"),
    "smile": ("mouthSmileLeft", "mouthSmileRight"),
    "brow up": ("browInnerUp", "browOuterUpLeft", "browOuterUpRight"),
    "pucker": ("mouthPucker",),
    "look": tuple(name for name in ARKIT if name.startswith("eyeLook")),
}
"""The shapes that have to be seen well."""

WITH_WEIGHTS: Final = ("shapes", "talk", "acted")
"""Scenes over which a shape's correlation is taken: they hold it back where another one moves."""


@dataclass(frozen=True)
class Response:
    """What the scene of shapes shows.

    Attributes
    ----------
    follows : (52,) float64
        Correlation of each output with the truth while its own shape is made.
    correlation : (52,) float64
        The same over all scenes with weights: what other shapes move of it counts against it.
    reach : (52,) float64
        Highest output in its own sweep, less that at rest, as a share of the truth's.
    crosstalk : (52, 52) float64
        Row: the shape that is made; column: how far each output rises from its rest.
    """

    follows: Floats
    correlation: Floats
    reach: Floats
    crosstalk: Floats

    @property
    def unwanted(self) -> Floats:
        """`crosstalk` without what was asked for, which is NaN."""
        out = self.crosstalk.copy()
        np.fill_diagonal(out, np.nan)
        for name, companions in COMPANIONS.items():
            out[SHAPE[name], [SHAPE[companion] for companion in companions]] = np.nan
        return out


def respond(shown: Shown) -> Response:
    """Return the responses of the 52 shapes; NaN for what a tracker does not know."""
    scene, seen = shown.scenes["shapes"], shown.shapes("shapes")
    sweeps, rest = scene.acts[0], seen[RESTING].mean(0)
    assert isinstance(sweeps, Sweeps)
    true, all_seen = _joined(shown)
    follows, reach = np.full(len(ARKIT), np.nan), np.full(len(ARKIT), np.nan)
    for column, name in enumerate(ARKIT):
        own, truth = seen[sweeps.rows(name), column], scene.truth.weights[sweeps.rows(name), column]
        follows[column] = correlation(own, truth.astype(np.float64))
        reach[column] = (own.max() - rest[column]) / truth.max()
    crosstalk = shape_means(shown, seen) - rest
    return Response(follows, correlation(true.T, all_seen.T), reach, crosstalk)


def shape_figures(shown: Shown) -> list[Figure]:
    """Return the summary of all shapes, and the groups that matter most."""
    response = respond(shown)
    known = np.isfinite(response.correlation)
    late = 1000 * _lag(shown, "talk", "jawOpen")
    unwanted = np.nanmean(np.abs(response.unwanted), axis=1)
    where = np.unravel_index(np.nanargmax(response.unwanted), response.unwanted.shape)
    worst = f"most: {ARKIT[where[0]]} moves {ARKIT[where[1]]} by {response.unwanted[where]:.2f}"
    return [
        *(_own(title, names, response) for title, names in GROUPS.items()),
        *(_group(shown, title, names, response) for title, names in GROUPS.items()),
        Figure(GROUP, "lag of jawOpen, talking", "ms", late),
        figure(GROUP, "correlation, mean", "1", mean, response.correlation[known],
               block=1, more=True),
        figure(GROUP, "reach, mean", "1", mean, response.reach, block=1, more=True),
        figure(GROUP, "cross-talk, mean", "1", mean, unwanted, block=1, note=worst),
        *_jitter(shown),
    ]  # fmt: skip


def _lag(shown: Shown, scene: str, name: str) -> float:
    times, true = shown.scenes[scene].times, shown.scenes[scene].truth.weights[:, SHAPE[name]]
    return lag(times, true.astype(np.float64), shown.shapes(scene)[:, SHAPE[name]])


def _own(title: str, names: tuple[str, ...], response: Response) -> Figure:
    """Return how well the worst shape of a group follows its own sweep."""
    worst = min(names, key=lambda name: float(response.follows[SHAPE[name]]))
    value, note = float(response.follows[SHAPE[worst]]), f"worst: {worst}" * (len(names) > 1)
    return Figure(
        GROUP, f"follows its sweep, {title}", "1", value,
        more=True, aim=Aim(0.8, at_least=True), note=note,
    )  # fmt: skip


def _group(shown: Shown, title: str, names: tuple[str, ...], response: Response) -> Figure:
    """Return the correlation of the worst shape of a group."""
    columns = [SHAPE[name] for name in names]
    column = columns[int(response.correlation[columns].argmin())]
    true, seen = _joined(shown)
    note = f"worst: {ARKIT[column]}" if len(names) > 1 else ""
    return figure(
        GROUP, f"correlation, {title}", "1", correlation, true[:, column], seen[:, column],
        more=True, aim=0.8, note=note,
    )  # fmt: skip


def _joined(shown: Shown) -> tuple[Floats, Floats]:
    """Return true and seen weights of all scenes that have some, (T, 52)."""
    true = np.concatenate([shown.scenes[s].truth.weights for s in WITH_WEIGHTS])
    seen = np.concatenate([shown.shapes(s) for s in WITH_WEIGHTS])
    return true.astype(np.float64), seen


def _jitter(shown: Shown) -> list[Figure]:
    still = shown.shapes("still")[RESTING.stop :]
    deviation = still.std(0)
    column = int(np.nanargmax(deviation))
    return [
        figure(GROUP, "jitter, worst", "1", spread, still[:, column], aim=0.01,
               note=ARKIT[column]),
        figure(GROUP, "jitter, mean", "1", mean, deviation, block=1),
    ]  # fmt: skip
