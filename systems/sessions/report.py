"""One HTML page about a session, with everything in it: plots, figures and advice."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.errors import FileError, UsageError
from engine.whole import whole_file
from systems.sessions.account import Account
from systems.sessions.advice import advise, losses, share_lost
from systems.topology import ARKIT
from systems.track.ladder import RUNGS, Why

Floats = NDArray[np.floating]

STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color:#222;background:#fff}h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}"
    "img{width:100%}td{padding:.1rem 1rem .1rem 0}li{margin:.3rem 0}"
)

INTERESTING: Final = 8
"""Shapes that are drawn as lines: those that moved most."""

CHANGES: Final = 12
"""Changes of quality that are told one by one, at most."""

COLUMNS: Final = 2000
"""Times at which all shapes are drawn, at most."""


def require_matplotlib() -> None:
    """Refuse to report without matplotlib, before the session is read.

    Raises
    ------
    UsageError
    """
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        msg = "a report needs matplotlib, which is not installed"
        raise UsageError(msg, fix='pip install "bunraku[report]"') from error


def write_report(account: Account, path: Path) -> None:
    """Write the page of a session to a file.

    Raises
    ------
    FileError
        If the file cannot be written.
    """
    try:
        with whole_file(path) as file:
            file.write(page(account).encode())
    except OSError as error:
        msg = f"cannot write {path}: {error.strerror or error}"
        raise FileError(msg, fix="choose another name or a folder you may write to") from error


def page(account: Account) -> str:
    """Return the page: advice, figures, and a plot of each thing that was recorded."""
    title = html.escape(f"Session {account.name}")
    said = [html.escape(line) for line in advise(account)] or ["all is well"]
    advice = "".join(f"<li>{line}</li>" for line in said)
    rows = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in _facts(account))
    plots = "".join(
        f'<h2>{name}</h2><img alt="{name}" src="data:image/png;base64,{_drawn(account, draw)}">'
        for name, draw in PLOTS.items()
        if name not in NEEDS or len(getattr(account, NEEDS[name]))
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body><h1>{title}</h1><h2>Advice</h2><ul>{advice}</ul>"
        f"<h2>Figures</h2><table>{rows}</table>{plots}</body></html>\n"
    )


def _facts(account: Account) -> list[tuple[str, str]]:
    low, high = np.percentile(1000 * account.age, (50, 95))
    rung = RUNGS[int(account.rung[-1])].name if len(account.rung) else "not measured"
    return [
        ("length", f"{account.seconds:.1f} s"),
        ("pictures with the face", f"{len(account.time)}"),
        ("lost", f"{losses(account)}, {share_lost(account):.1%} of the time"),
        ("people", _people(account)),
        ("presence, median", f"{np.median(account.presence):.3f}"),
        ("age when tracked, median and 95 %", f"{low:.1f} ms, {high:.1f} ms"),
        ("dropped", f"{int(account.dropped[-1])}" if len(account.dropped) else "not measured"),
        *_changes(account),
        ("quality at the end", rung),
    ]


def _changes(account: Account) -> list[tuple[str, str]]:
    """Return when quality changed, to what and why."""
    at = np.flatnonzero(np.diff(account.rung, prepend=0))
    told = [
        (
            f"quality from {account.load_time[index]:.1f} s",
            f"{RUNGS[int(account.rung[index])].name}: {Why(int(account.why[index]))}",
        )
        for index in at[:CHANGES]
    ]
    more = len(at) - len(told)
    return [*told, ("later changes of quality", f"{more}")] if more else told


def _people(account: Account) -> str:
    if account.people < 2:
        return f"{account.people}"
    return f"{account.people}; shown is number {account.person}, who was seen for longest"


def _drawn(account: Account, draw: Callable[[Account, Any], None]) -> str:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 3.2), layout="constrained")
    draw(account, figure)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    return base64.b64encode(buffer.getvalue()).decode()


def _lines(axes: Any, time: Any, values: Any, labels: tuple[str, ...], unit: str) -> None:
    for column, label in zip(np.atleast_2d(values.T), labels, strict=True):
        axes.plot(time, column, label=label, linewidth=0.9)
    axes.set(xlabel="s", ylabel=unit)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=8)


def followed(account: Account, values: Floats) -> tuple[Floats, Floats]:
    """Return the times and values of the pictures, with NaN between two that the face was lost."""
    lost = account.ticks[~account.seen]
    breaks = np.flatnonzero(np.diff(np.searchsorted(lost, account.time))) + 1
    time = np.insert(account.time, breaks, np.nan)
    return time, np.insert(values.astype(np.float64), breaks, np.nan, axis=0)


def over_time(account: Account, values: Floats, count: int) -> Floats:
    """Return the values at so many even times from the first tick to the last; NaN without face."""
    at = np.linspace(0, account.seconds, count)
    newest = np.searchsorted(account.time, at, side="right") - 1
    shown = values.astype(np.float64)[np.maximum(newest, 0)]
    shown[~account.seen[np.searchsorted(account.ticks, at, side="right") - 1]] = np.nan
    return shown


def _states(account: Account, figure: Any) -> None:
    top, bottom = figure.subplots(2, sharex=True)
    top.fill_between(account.ticks, account.seen, step="post", alpha=0.4, label="face tracked")
    top.plot(account.time, account.trusted, ".", markersize=2, label="pose trusted")
    top.set(yticks=(0, 1), yticklabels=("no", "yes"))
    top.legend(loc="lower right", fontsize=8)
    _lines(bottom, *followed(account, account.presence), ("presence",), "")
    bottom.set_ylim(0, 1.05)


def _pose(account: Account, figure: Any) -> None:
    _lines(
        figure.subplots(), *followed(account, account.angles), ("yaw", "pitch", "roll"), "degrees"
    )


def _gaze(account: Account, figure: Any) -> None:
    _lines(figure.subplots(), *followed(account, account.gaze), ("to the left", "down"), "degrees")


def _shapes(account: Account, figure: Any) -> None:
    figure.set_size_inches(10, 9)
    top, bottom = figure.subplots(2, height_ratios=(1, 2.4))
    moved = np.argsort(-np.ptp(account.shapes, axis=0))[:INTERESTING]
    labels = tuple(ARKIT[index] for index in moved)
    _lines(top, *followed(account, account.shapes[:, moved]), labels, "")
    extent = (0, account.seconds + 1e-3, len(ARKIT) - 0.5, -0.5)
    shown = over_time(account, account.shapes, min(len(account.ticks), COLUMNS))
    bottom.imshow(shown.T, aspect="auto", extent=extent, vmin=0, vmax=1, interpolation="nearest")
    top.set_xlim(extent[:2])
    bottom.set_yticks(range(len(ARKIT)), ARKIT, fontsize=5)
    bottom.set_xlabel("s")


def _times(account: Account, figure: Any) -> None:
    top, bottom = figure.subplots(2, sharex=True)
    time, age = followed(account, account.age)
    _lines(top, time, 1000 * age, ("age when tracked",), "ms")
    _lines(bottom, time[1:], 1000 * np.diff(time), ("from picture to picture",), "ms")
    bottom.set_ylim(bottom=0)


def _voice(account: Account, figure: Any) -> None:
    top, bottom = figure.subplots(2, sharex=True)
    _lines(top, account.heard_time, account.level, ("level",), "dB")
    _lines(bottom, account.heard_time, account.voiced, ("somebody speaks",), "")
    bottom.set_ylim(0, 1.05)


def _machine(account: Account, figure: Any) -> None:
    left, middle, right = figure.subplots(1, 3)
    left.plot(account.load_time, 100 * account.cpu)
    left.set(title="CPU, all cores", xlabel="s", ylabel="%")
    middle.plot(account.load_time, account.dropped)
    middle.set(title="dropped so far", xlabel="s", ylabel="pictures")
    right.step(account.load_time, account.rung, where="post")
    right.set(title="quality", xlabel="s", ylim=(len(RUNGS) - 0.5, -0.5))
    right.set_yticks(range(len(RUNGS)), [rung.name for rung in RUNGS], fontsize=7)


PLOTS: Final[dict[str, Callable[[Account, Any], None]]] = {
    "States": _states,
    "Pose": _pose,
    "Gaze": _gaze,
    "Shapes": _shapes,
    "Voice": _voice,
    "Times": _times,
    "Drops and quality": _machine,
}

NEEDS: Final = {"Voice": "heard_time", "Drops and quality": "load_time"}
"""What an account must have some of for a plot that not every session has."""
