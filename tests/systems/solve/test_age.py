import numpy as np
import pytest

from engine import Clock, ClockKind, Trace, monotonic
from systems.capture.frame import Frame
from systems.solve.age import AGE, note_age


def noted(kind):
    """Return the ages, ms, in the trace of a picture that was captured 80 ms ago."""
    trace = Trace("track")
    picture = np.zeros((2, 2, 3), np.uint8)
    note_age.function(Frame(picture, monotonic() - 0.08, 0), Clock(kind), trace)
    return trace.milliseconds(AGE)


@pytest.mark.parametrize("kind", [ClockKind.LIVE, ClockKind.REPLAY])
def test_track_tells_how_old_its_values_are(kind):
    (age,) = noted(kind)
    assert 80 <= age < 1000


def test_a_run_in_steps_has_no_age():
    assert not noted(ClockKind.STEP).size
