"""An evaluation as one web page that needs nothing else, or as a table."""

from __future__ import annotations

import importlib.util
from base64 import b64encode
from html import escape
from importlib.metadata import version
from pathlib import Path

from engine.errors import UsageError
from engine.whole import require_writable, whole_file
from systems.learn.evaluation.plots import Trackers, plots
from systems.learn.evaluation.tables import Columns, markdown, markdown_table, shape_rows, written

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; color: #222 }
table { border-collapse: collapse; margin: .5rem 0 1.5rem }
td, th { padding: .15rem .8rem; text-align: left; border-bottom: 1px solid #ddd }
.met { color: #15803d } .missed { color: #c2410c } .note { color: #777 }
img { max-width: 100% }
"""


def require_report(path: Path) -> None:
    """Refuse, before the work, a report that could not be made after it.

    Raises
    ------
    UsageError
        If the file's name ends in neither .html nor .md, or a page has to be drawn and matplotlib
        is missing.
    FileError
        If it cannot be written.
    """
    if path.suffix not in {".html", ".md"}:
        msg = f"a report cannot be written to {path.name}: unknown extension '{path.suffix}'"
        raise UsageError(msg, fix="end its name in .html, or in .md for the figures alone")
    if path.suffix == ".html" and not importlib.util.find_spec("matplotlib"):
        msg = f"cannot draw {path.name}: matplotlib is not installed"
        raise UsageError(msg, fix='pip install "bunraku[report]"')
    require_writable(path)


def write_report(path: Path, title: str, columns: Columns, trackers: Trackers) -> None:
    """Write figures, and on a web page pictures too, whole or not at all.

    Parameters
    ----------
    path : Path
    title : str
        Who performed, in plain text.
    columns : mapping of str to figures
        By tracker.
    trackers : mapping of str to Shown
    """
    html = path.suffix == ".html"
    text = (_page if html else _text)(title, columns, trackers)
    with whole_file(path) as file:
        file.write(text.encode())


def _text(title: str, columns: Columns, trackers: Trackers) -> str:
    shapes = markdown_table(shape_rows(trackers))
    return f"# {title}\n\n{markdown(columns)}\n## Every shape\n\n{shapes}"


def _page(title: str, columns: Columns, trackers: Trackers) -> str:
    intro = f"Bunraku {version('bunraku')}; in brackets the 95 % bootstrap interval."
    parts = [f"<h1>{escape(title)}</h1><p>{intro}</p>", *_figures(columns), _shapes(trackers)]
    for caption, png in plots(trackers):
        data = b64encode(png).decode()
        image = f'<img alt="{escape(caption)}" src="data:image/png;base64,{data}">'
        parts.append(f"<h2>{escape(caption)}</h2>{image}")
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    body = "".join(parts)
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'


def _figures(columns: Columns) -> list[str]:
    tables: dict[str, list[str]] = {}
    for row in zip(*columns.values(), strict=True):
        first = row[0]
        verdict = "" if first.aim is None else "met" if first.aim.met(first.value) else "missed"
        cells = [f"<td>{escape(first.name)}</td><td>{escape(str(first.aim or ''))}</td>"]
        cells += [f"<td class='{verdict}'>{escape(written(first))}</td>"]
        cells += [f"<td>{escape(written(figure))}</td>" for figure in row[1:]]
        cells += [f"<td class='note'>{escape(first.note)}</td>"]
        tables.setdefault(first.group, []).append(f"<tr>{''.join(cells)}</tr>")
    head = "".join(f"<th>{escape(name)}</th>" for name in ("figure", "aim", *columns, "note"))
    return [f"<h2>{escape(group)}</h2><table><tr>{head}</tr>{''.join(rows)}</table>"
            for group, rows in tables.items()]  # fmt: skip


def _shapes(trackers: Trackers) -> str:
    head, *rows = shape_rows(trackers)
    lines = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows]
    titles = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<h2>every shape</h2><table><tr>{titles}</tr>{body}</table>"
