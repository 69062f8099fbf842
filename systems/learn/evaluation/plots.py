"""Pictures of an evaluation, drawn with matplotlib."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from systems.learn.evaluation.look import aside_down, calibrated
from systems.learn.evaluation.measure import Shown, angles
from systems.learn.evaluation.shapes import respond
from systems.topology import ARKIT, SHAPE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

Floats = NDArray[np.float64]
Trackers = Mapping[str, Shown]

COLOURS: Final = ("#c2410c", "#2563eb", "#15803d")
THIN: Final = 0.9


def plots(trackers: Trackers) -> Iterator[tuple[str, bytes]]:
    """Yield captions and PNG pictures; takes about five seconds in all.

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    for caption, draw in PLOTS.items():
        yield caption, _png(draw(trackers))


def _canvas(rows: int, columns: int, width: float, height: float) -> tuple[Canvas, Any]:
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(figsize=(width, height), layout="constrained")
    return canvas, canvas.subplots(rows, columns, squeeze=False)


def _png(canvas: Canvas) -> bytes:
    out = io.BytesIO()
    canvas.savefig(out, format="png", dpi=90)
    return out.getvalue()


def _series(axes: Axes, times: Floats, true: Floats, seen: Mapping[str, Floats]) -> None:
    axes.plot(times, true, color="#222222", linewidth=2.2, alpha=0.45, label="truth")
    for colour, (name, values) in zip(COLOURS, seen.items(), strict=False):
        axes.plot(times, values, color=colour, linewidth=THIN, label=name)
    axes.margins(x=0)


def _turning(trackers: Trackers, scene: str) -> Canvas:
    canvas, grid = _canvas(3, 1, 11, 6)
    shown = next(iter(trackers.values()))
    true, times = angles(shown.scenes[scene].truth.rotation), shown.scenes[scene].times
    seen = {name: angles(each.rotation(scene)) for name, each in trackers.items()}
    for axis, (axes, title) in enumerate(zip(grid[:, 0], ("yaw", "pitch", "roll"), strict=True)):
        columns = {name: values[:, axis] for name, values in seen.items()}
        _series(axes, times, true[:, axis], columns)
        axes.set_ylabel(f"{title}, °")
    grid[0, 0].legend(ncols=3, fontsize="small")
    grid[-1, 0].set_xlabel("s")
    return canvas


def _gaze(trackers: Trackers) -> Canvas:
    canvas, grid = _canvas(2, 1, 11, 4.5)
    shown = next(iter(trackers.values()))
    true = np.degrees(aside_down(shown.scenes["gaze"].truth.gaze))
    seen = {
        name: np.degrees(aside_down(calibrated(each, "gaze"))) for name, each in trackers.items()
    }
    for axis, (axes, title) in enumerate(zip(grid[:, 0], ("aside", "down"), strict=True)):
        columns = {name: values[:, axis] for name, values in seen.items()}
        _series(axes, shown.scenes["gaze"].times, true[:, axis], columns)
        axes.set_ylabel(f"{title}, °")
    grid[0, 0].legend(ncols=3, fontsize="small")
    return canvas


def _shapes(names: tuple[str, ...], scene: str) -> Callable[[Trackers], Canvas]:
    def draw(trackers: Trackers) -> Canvas:
        canvas, grid = _canvas(len(names), 1, 11, 1.6 * len(names))
        shown = next(iter(trackers.values()))
        for axes, name in zip(grid[:, 0], names, strict=True):
            seen = {key: each.seen[scene].shapes[:, SHAPE[name]] for key, each in trackers.items()}
            true = shown.scenes[scene].truth.weights[:, SHAPE[name]].astype(np.float64)
            _series(axes, shown.scenes[scene].times, true, seen)
            axes.set_ylabel(name, fontsize="small")
        grid[0, 0].legend(ncols=3, fontsize="small")
        return canvas

    return draw


def _bars(trackers: Trackers) -> Canvas:
    canvas, grid = _canvas(2, 1, 13, 8)
    place, width = np.arange(len(ARKIT)), 0.8 / len(trackers)
    for index, (name, shown) in enumerate(trackers.items()):
        response = respond(shown)
        at = place + (index - (len(trackers) - 1) / 2) * width
        for axes, values in zip(grid[:, 0], (response.correlation, response.reach), strict=True):
            axes.bar(at, values, width, color=COLOURS[index], label=name)
    for axes, title in zip(grid[:, 0], ("correlation", "reach"), strict=True):
        axes.set_ylabel(title)
        axes.set_xticks(place, ARKIT, rotation=90, fontsize="x-small")
        axes.margins(x=0.005)
        axes.grid(axis="y", alpha=0.3)
    grid[0, 0].legend()
    return canvas


def _crosstalk(trackers: Trackers) -> Canvas:
    canvas, grid = _canvas(1, len(trackers), 10.5 * len(trackers), 10.5)
    for axes, (name, shown) in zip(grid[0], trackers.items(), strict=True):
        matrix = respond(shown).crosstalk
        image = axes.imshow(matrix, cmap="RdBu_r", vmin=-1, vmax=1)
        axes.set_xticks(range(len(ARKIT)), ARKIT, rotation=90, fontsize=7)
        axes.set_yticks(range(len(ARKIT)), ARKIT, fontsize=7)
        axes.set_title(f"{name}: row made, column seen")
    canvas.colorbar(image, ax=grid[0].tolist(), shrink=0.6)
    return canvas


PLOTS: Final[dict[str, Callable[[Trackers], Canvas]]] = {
    "Head rotation, without the avatar's neutral offset": lambda t: _turning(t, "pose"),
    "A turn of 30 degrees in 0.2 seconds": lambda t: _turning(t, "step"),
    "A still face before a noisy camera": lambda t: _turning(t, "still"),
    "The built-in performance": lambda t: _turning(t, "acted"),
    "Gaze, calibrated": _gaze,
    "Blinks, then winks": _shapes(("eyeBlinkLeft", "eyeBlinkRight"), "blinks"),
    "Looking down": _shapes(("eyeBlinkLeft", "eyeLookDownLeft"), "down"),
    "Talking": _shapes(("jawOpen", "mouthFunnel", "mouthPucker", "mouthSmileLeft"), "talk"),
    "How well each shape follows, and how far it reaches": _bars,
    "Cross-talk: what each shape moves": _crosstalk,
}
"""Captions and what draws under them."""
