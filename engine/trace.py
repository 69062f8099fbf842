"""How long every system took: a ring of recent spans, a table, and a Chrome trace."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.errors import FileError


class Timing(NamedTuple):
    """Cost of one system over the recent past."""

    name: str
    runs: int
    median: float  # ms
    p95: float  # ms


class Trace:
    """Spans of one loop, kept in a ring; adding one allocates nothing.

    Parameters
    ----------
    loop : str
        Name of the loop, a process of its own in the Chrome trace.
    capacity : int, default 65536
        Spans kept.
    """

    def __init__(self, loop: str, capacity: int = 65536) -> None:
        self.loop = loop
        self._names: dict[str, int] = {}
        self._name = np.zeros(capacity, np.int32)
        self._began = np.zeros(capacity, np.int64)
        self._ended = np.zeros(capacity, np.int64)
        self._thread = np.zeros(capacity, np.int64)
        self._count = 0
        self._lock = threading.Lock()

    def add(self, name: str, began: int, ended: int) -> None:
        """Keep a span; `began` and `ended` are in nanoseconds of `time.perf_counter_ns`."""
        with self._lock:
            slot = self._count % len(self._name)
            self._name[slot] = self._names.setdefault(name, len(self._names))
            self._began[slot] = began
            self._ended[slot] = ended
            self._thread[slot] = threading.get_ident()
            self._count += 1

    def milliseconds(self, name: str) -> NDArray[np.float64]:
        """Return the kept durations of one system, oldest first as far as the ring allows."""
        kept = slice(self._count)  # the whole ring once it is full
        chosen = self._name[kept] == self._names.get(name, -1)
        spans: NDArray[np.int64] = self._ended[kept][chosen] - self._began[kept][chosen]
        return spans / 1e6

    def table(self) -> list[Timing]:
        """Return every system's cost, in order of first run."""
        durations = ((name, self.milliseconds(name)) for name in list(self._names))
        return [
            Timing(name, len(ms), float(np.median(ms)), float(np.percentile(ms, 95)))
            for name, ms in durations
            if len(ms)
        ]

    def events(self, process: int = 0) -> list[dict[str, object]]:
        """Return the kept spans as events of the Chrome trace format, one row for each thread."""
        with self._lock:
            names = list(self._names)
            columns = (self._name, self._began, self._ended, self._thread)
            spans = zip(*(c[: self._count].tolist() for c in columns), strict=True)
        title = {"name": "process_name", "ph": "M", "pid": process, "args": {"name": self.loop}}
        return [
            title,
            *(
                {
                    "name": names[name],
                    "ph": "X",
                    "pid": process,
                    "tid": thread,
                    "ts": began / 1e3,
                    "dur": (ended - began) / 1e3,
                }
                for name, began, ended, thread in spans
            ),
        ]


def write_chrome_trace(path: Path, traces: list[Trace]) -> None:
    """Write traces for chrome://tracing or Perfetto.

    Raises
    ------
    FileError
        If the file cannot be written.
    """
    events = [event for i, trace in enumerate(traces) for event in trace.events(i)]
    try:
        path.write_text(json.dumps({"traceEvents": events, "displayTimeUnit": "ms"}))
    except OSError as error:
        msg = f"cannot write {path}: {error.strerror}"
        raise FileError(msg, fix="choose a file in a folder that exists and is writable") from error
