"""A warm TRACK tick allocates next to nothing: pictures, meshes and crops live in fixed buffers."""

import sys
import tracemalloc

import pytest

from engine import ClockKind
from systems.avatar.show import Show
from systems.capture.video import Video
from systems.launch import Launch, build
from tests.e2e.program import ROOT
from tests.footage import talking_face

WARM = 30  # frames
MEASURED = 20
LARGEST = 4096  # bytes of one allocation
BESIDE = 1024  # bytes of views, iterators and call frames that live beside it
OURS = tuple(str(ROOT / package) for package in ("engine", "systems", "ext"))


class LineMeter:
    """A trace function: the most bytes that came to life at once while a line of ours ran.

    Unlike a snapshot, it sees what is gone again when the line ends. What a line's callees outside
    our packages allocate counts as the line's own.
    """

    def __init__(self):
        self.most = {}
        self._line = None
        self._before = 0

    def __enter__(self):
        tracemalloc.start()
        sys.settrace(self)
        return self

    def __exit__(self, *_):
        sys.settrace(None)
        tracemalloc.stop()

    def __call__(self, frame, event, _):
        born = tracemalloc.get_traced_memory()[1] - self._before
        if born > self.most.get(self._line, 0):
            self.most[self._line] = born
        self._line = line_of_ours(frame.f_back if event == "return" else frame)
        tracemalloc.reset_peak()
        self._before = tracemalloc.get_traced_memory()[0]
        return self


def line_of_ours(frame):
    while frame is not None and not frame.f_code.co_filename.startswith(OURS):
        frame = frame.f_back
    return (
        None
        if frame is None
        else f"{frame.f_code.co_filename[len(str(ROOT)) + 1 :]}:{frame.f_lineno}"
    )


def offenders(launch):
    """Return what allocates more than it may in warm ticks, line -> bytes."""
    app, video, meter = build(launch), Video(talking_face()), LineMeter()
    app.track.start(ClockKind.STEP, app.quarantine, strict=True)
    for _ in range(WARM):
        tick(app, video.read())
    for _ in range(MEASURED):
        frame = video.read()
        with meter:
            tick(app, frame)
    video.close()
    app.close()
    assert len(meter.most) > 50
    return {line: n for line, n in meter.most.items() if line is not None and n > LARGEST + BESIDE}


def tick(app, frame):
    app.track.world.insert(frame)
    app.track.tick(frame.captured_at)
    app.track.world.discard(type(frame))
    frame.release()


def test_the_meter_sees_what_is_gone_at_the_end_of_the_line(monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "OURS", (__file__,))
    with LineMeter() as meter:
        total = sum(bytearray(10_000))
        del total
    assert [n for n in meter.most.values() if n > LARGEST] == [pytest.approx(11_000, rel=0.1)]


def test_no_line_of_a_track_tick_allocates_more_than_four_kilobytes():
    assert offenders(Launch(source="a clip")) == {}


def test_nor_does_a_tick_whose_picture_somebody_looks_at(tmp_path):
    show = Show(headless=True, size=(64, 64), film=tmp_path / "a.mp4")
    assert offenders(Launch(source="a clip", show=show)) == {}
