"""Figures as tables, on the terminal and in Markdown, and as JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from rich.table import Table

from systems.learn.evaluation.figures import Figure, Verdict, verdict
from systems.learn.evaluation.measure import Shown
from systems.learn.evaluation.shapes import Response, respond
from systems.topology import ARKIT

Columns = Mapping[str, list[Figure]]


def figure_tables(columns: Columns) -> list[Table]:
    """Return one table per group; one column per tracker.

    Parameters
    ----------
    columns : mapping of str to figures
        By tracker; all trackers have the same figures in the same order.
    """
    first = next(iter(columns.values()))
    groups = dict.fromkeys(figure.group for figure in first)
    return [_table(group, columns) for group in groups]


def _table(group: str, columns: Columns) -> Table:
    table = Table("figure", "aim", *columns, title=group, title_justify="left", box=None)
    for row in zip(*columns.values(), strict=True):
        if row[0].group == group:
            aim = "" if row[0].aim is None else str(row[0].aim)
            cells = [_coloured(figure) for figure in row[:1]] + [written(f) for f in row[1:]]
            table.add_row(row[0].name, aim, *cells)
    return table


def markdown(columns: Columns) -> str:
    """Return all figures as one Markdown table."""
    rows = [("figure", "aim", *columns)]
    for row in zip(*columns.values(), strict=True):
        aim = "" if row[0].aim is None else str(row[0].aim)
        rows.append((f"{row[0].group}: {row[0].name}", aim, *map(written, row)))
    return markdown_table(rows)


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table of rows, the first of which is its head."""
    head, *rest = rows
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ["---"] * len(head), *rest))


def comparison(ours: Sequence[Figure], theirs: Sequence[Figure]) -> str:
    """Return how many figures are better, equal and worse, and which are worse."""
    found: dict[Verdict, list[str]] = {verdict: [] for verdict in Verdict}
    for pair in zip(ours, theirs, strict=True):
        judged = verdict(*pair)
        if judged is not None:
            found[judged].append(f"{pair[0].group}, {pair[0].name}")
    counts = ", ".join(f"{len(names)} {kind}" for kind, names in found.items())
    worse = found[Verdict.WORSE]
    return f"{counts}{': ' if worse else ''}{'; '.join(worse)}"


def remarks(figures: Sequence[Figure]) -> list[str]:
    """Return what else is worth knowing of figures, one line each."""
    return [f"{figure.group}, {figure.name}: {figure.note}" for figure in figures if figure.note]


def _coloured(figure: Figure) -> str:
    if figure.aim is None:
        return written(figure)
    colour = "green" if figure.aim.met(figure.value) else "red"
    return f"[{colour}]{written(figure)}[/{colour}]"


def written(figure: Figure) -> str:
    """Return a figure's value and interval as text.

    Examples
    --------
    >>> written(Figure("head", "lag", "ms", 31.4, 28.0, 35.0))
    '31.4 ms (28.0…35.0)'
    """
    if math.isnan(figure.value):
        return "-"
    unit = {"1": "", "°": "°"}.get(figure.unit, f" {figure.unit}")
    text = f"{number(figure.value)}{unit}"
    if not math.isnan(figure.low):
        text += f" ({number(figure.low)}…{number(figure.high)})"
    return text


def number(value: float) -> str:
    """Return three figures' worth of a number.

    Examples
    --------
    >>> number(0.01234), number(1.5), number(31.42), number(412.7)
    ('0.012', '1.50', '31.4', '413')
    """
    size = abs(value)
    return f"{value:.{3 if size < 1 else 2 if size < 10 else 1 if size < 100 else 0}f}"


def shape_rows(trackers: Mapping[str, Shown]) -> list[tuple[str, ...]]:
    """Return a head line and one line per shape: how each tracker does, side by side."""
    responses = {name: respond(shown) for name, shown in trackers.items()}
    titles = ("follows", "correlation", "reach", "most moved by others")
    rows = [("shape", *(f"{title}, {name}" for name in responses for title in titles))]
    for column, shape in enumerate(ARKIT):
        cells = [cell for response in responses.values() for cell in _shape(response, column)]
        rows.append((shape, *cells))
    return rows


def _shape(response: Response, column: int) -> tuple[str, ...]:
    if math.isnan(response.reach[column]):
        return ("-",) * 4
    others = response.unwanted[:, column]
    worst = int(np.nanargmax(others))
    values = (response.follows[column], response.correlation[column], response.reach[column])
    return (*(f"{value:.2f}" for value in values), f"{others[worst]:.2f} by {ARKIT[worst]}")


def as_json(columns: Columns) -> list[dict[str, Any]]:
    """Return plain dictionaries, one per tracker and figure; what was not measured is None."""
    return [
        {"tracker": tracker} | {name: _plain(value) for name, value in asdict(figure).items()}
        for tracker, figures in columns.items()
        for figure in figures
    ]


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value
