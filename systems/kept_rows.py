"""The rows of a run, written to a table at its end whatever ends it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from engine import App
from engine.errors import BunrakuError, DataError
from systems.solve.table import TrackRows
from systems.solve.table_files import write_table
from systems.track.nets import ModelHashes


@contextmanager
def kept(rows: TrackRows, app: App, source: str, out: Path, console: Console) -> Iterator[None]:
    """Write the rows at the end, also where a later picture is broken: hours may lie before it.

    Raises
    ------
    DataError
        If a built-in system failed and left its columns as they were.
    """
    try:
        yield
    except BunrakuError:
        if len(rows):
            _write(rows, app, source, out, console)
        raise
    _write(rows, app, source, out, console)


def _write(rows: TrackRows, app: App, source: str, out: Path, console: Console) -> None:
    _require_all_measured(app)
    hashes = app.track.world.resource(ModelHashes)
    write_table(rows.table(source=source, model_hashes=hashes), out)
    found = f"{len(rows)} rows" if len(rows) else "no face was found, 0 rows"
    console.print(f"{found}: {out}")


def _require_all_measured(app: App) -> None:
    """Refuse a table in which a built-in system left its columns as they were."""
    for name, said in app.quarantine.items():
        if name in app.schedule and app.schedule.get(name).built_in:
            msg = f"system '{name}' failed, so the table would be wrong: {said}"
            raise DataError(msg.splitlines()[0], fix="run again with --debug and report it")
