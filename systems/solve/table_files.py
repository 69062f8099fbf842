"""Track tables on disk: the same numbers as .npz, .csv or .parquet.

In .csv and .parquet the columns are flat: ``key``, ``key_i`` or ``key_i_j``, in C order; what is
constant stands in ``#`` lines, or in the schema's metadata, as JSON.
"""

from __future__ import annotations

import csv
import importlib.util
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from engine.errors import FileError, UsageError
from engine.whole import whole_file
from systems.solve.table import TrackTable

Writer = Callable[[TrackTable, BinaryIO], None]


def write_table(table: TrackTable, path: Path) -> None:
    """Write a table in the format that the file's extension names, whole or not at all.

    Raises
    ------
    UsageError
        If the extension is none of .npz, .csv, .parquet, or pyarrow is missing.
    FileError
        If the file cannot be written.
    """
    write = table_writer(path)
    try:
        with whole_file(path) as file:
            write(table, file)
    except OSError as error:
        msg = f"cannot write {path}: {error.strerror or error}"
        raise FileError(
            msg, fix="give --out a file in a folder that exists and has room"
        ) from error


def table_writer(path: Path) -> Writer:
    """Return the writer of a file's format. Ask before tracking, so that a long run is not lost.

    Raises
    ------
    UsageError
        As `write_table`.
    """
    extension = path.suffix.lower()
    if extension not in WRITERS:
        msg = f"cannot write a table to {path.name}: unknown extension '{path.suffix}'"
        raise UsageError(msg, fix=f"end the name in {', '.join(WRITERS)}")
    if extension == ".parquet" and not importlib.util.find_spec("pyarrow"):
        msg = f"cannot write {path.name}: pyarrow is not installed"
        raise UsageError(msg, fix='pip install "bunraku[table]", or write .npz or .csv')
    return WRITERS[extension]


def _write_npz(table: TrackTable, file: BinaryIO) -> None:
    np.savez_compressed(file, **table.columns, **table.constants)  # type: ignore[arg-type]


def _write_csv(table: TrackTable, file: BinaryIO) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    for name, value in table.constants.items():
        text.write(f"# {name}: {json.dumps(value.tolist())}\n")
    names, columns = zip(*_flat(table), strict=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    # tolist gives Python floats, whose repr reads back exactly, as float64 and as float32
    writer.writerows(zip(*(column.tolist() for column in columns), strict=True))
    text.flush()
    text.detach()


def _write_parquet(table: TrackTable, file: BinaryIO) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    constants = {name: json.dumps(value.tolist()) for name, value in table.constants.items()}
    columns = dict(_flat(table))
    parquet.write_table(pa.table(columns).replace_schema_metadata(constants), file)


WRITERS: dict[str, Writer] = {".npz": _write_npz, ".csv": _write_csv, ".parquet": _write_parquet}


def _flat(table: TrackTable) -> Iterator[tuple[str, NDArray[Any]]]:
    """Walk the table's columns as (T,) arrays."""
    for key, values in table.columns.items():
        for index in np.ndindex(values.shape[1:]):
            yield "_".join([key, *map(str, index)]), values[(slice(None), *index)]
