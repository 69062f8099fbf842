"""Blinks of two more filmed people, listed by eye from enlargements.

Both were watched while constants were chosen; none was decided by the actress.
"""

import pytest

from engine import App, run_step
from systems.capture.video import Video
from systems.defaults import face_plugin
from systems.learn.evaluation.lids import blinks
from systems.learn.evaluation.metrics import Event, events, matched
from systems.solve.calibration.settings import Calibration
from systems.solve.table import TrackRows, collect_rows
from tests.footage import actress, carphone

LISTS = {
    carphone: [Event(42, 43), Event(92, 93), Event(112, 113)],
    actress: [
        Event(0, 139),  # she cries with her eyes shut
        Event(153, 154),
        Event(248, 249),
        Event(288, 288),
        Event(385, 388),
        Event(425, 431),
        Event(438, 471),
    ],
}
"""Pictures in which hardly an iris can be seen. In 201 to 203 the actress shuts her eyes by half,
which counts neither way: the irises stay in sight, and it is not reported."""

OVERLOOKED = {carphone: 1, actress: 0}
"""Blinks that are missed: in 112 and 113 the passenger's lids fall by a third in the mesh, though
by more in the picture."""


@pytest.fixture(scope="module", params=LISTS, ids=lambda clip: clip.__name__)
def watched(request):
    rows = TrackRows()
    app = App(strict=True).insert(rows).insert(Calibration()).add(face_plugin, collect_rows)
    run_step(app, Video(request.param()))
    return request.param, rows.table(source="a film", model_hashes={}).columns


def found_by(kind, columns):
    if kind == "eyeBlink":
        return blinks(columns["blendshapes"])
    return events(1.0 - columns["eye_state"].min(1), on=0.5, off=0.5)


@pytest.mark.parametrize("kind", ["eyeBlink", "eye_state"])
def test_all_blinks_but_those_known_are_found_and_none_invented(kind, watched):
    clip, columns = watched
    found = found_by(kind, columns)
    print(clip.__name__, kind, *found)  # noqa: T201 - the figures are half of the result
    pairs = matched(LISTS[clip], found, slack=1)
    assert len(pairs) == len(found) == len(LISTS[clip]) - OVERLOOKED[clip]
