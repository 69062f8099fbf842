"""Timings and the Chrome trace."""

import json
import threading

import numpy as np
import pytest

from engine import Trace, write_chrome_trace
from engine.errors import FileError

MS = 1_000_000  # ns


def test_the_table_gives_runs_median_and_95th_percentile():
    trace = Trace("track")
    for ms in range(1, 101):
        trace.add("swim", 0, ms * MS)
    trace.add("rest", 5 * MS, 7 * MS)
    swim, rest = trace.table()
    assert (swim.name, swim.runs, swim.median) == ("swim", 100, 50.5)
    assert swim.p95 == pytest.approx(np.percentile(np.arange(1, 101), 95))
    assert tuple(rest) == ("rest", 1, 2, 2)


def test_the_ring_keeps_the_newest_spans():
    trace = Trace("track", capacity=4)
    for ms in range(1, 7):
        trace.add("swim", 0, ms * MS)
    assert sorted(trace.milliseconds("swim")) == [3, 4, 5, 6]
    assert trace.table()[0].runs == 4
    assert len([e for e in trace.events() if e["ph"] == "X"]) == 4


def test_a_system_whose_spans_have_left_the_ring_leaves_the_table():
    trace = Trace("track", capacity=2)
    for name in ("old", "new", "new"):
        trace.add(name, 0, MS)
    assert [timing.name for timing in trace.table()] == ["new"]


def test_an_unknown_system_has_no_spans():
    assert Trace("track").milliseconds("swim").size == 0
    assert Trace("track").table() == []


def test_the_chrome_trace_has_a_process_for_each_loop_and_times_in_microseconds(tmp_path):
    track, draw = Trace("track"), Trace("draw")
    track.add("swim", 1 * MS, 3 * MS)
    draw.add("paint", 2 * MS, 3 * MS)
    write_chrome_trace(tmp_path / "trace.json", [track, draw])
    events = json.loads((tmp_path / "trace.json").read_text())["traceEvents"]
    thread = threading.get_ident()
    assert events == [
        {"name": "process_name", "ph": "M", "pid": 0, "args": {"name": "track"}},
        {"name": "swim", "ph": "X", "pid": 0, "tid": thread, "ts": 1000, "dur": 2000},
        {"name": "process_name", "ph": "M", "pid": 1, "args": {"name": "draw"}},
        {"name": "paint", "ph": "X", "pid": 1, "tid": thread, "ts": 2000, "dur": 1000},
    ]


def test_overlapping_spans_of_workers_stand_in_rows_of_their_own():
    trace = Trace("track")
    worker = threading.Thread(target=trace.add, args=("infer", 0, 9 * MS))
    worker.start()
    trace.add("swim", 1 * MS, 2 * MS)
    worker.join()
    rows = {e["tid"] for e in trace.events() if e["ph"] == "X"}
    assert len(rows) == 2


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(FileError, match=r"cannot write .*missing/trace\.json") as raised:
        write_chrome_trace(tmp_path / "missing" / "trace.json", [])
    assert "folder" in raised.value.fix
