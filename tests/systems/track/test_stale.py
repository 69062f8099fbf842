"""A silent camera loses its faces; a slow one does not."""

import pytest

from engine import App, ClockKind
from systems.capture.frame import Frame
from systems.components import Landmarks
from systems.track.stale import STALE, Pulse, feel_pulse, lose_stale_faces


def ticked(period, silence):
    """Whether a face is left when a source of this period has been silent for so long."""
    app = App(strict=True).insert(Pulse()).add(feel_pulse, lose_stale_faces)
    face = app.track.world.spawn(Landmarks)
    app.track.start(ClockKind.LIVE, app.quarantine, strict=True)
    for count in range(3):
        now = 100 + count * period
        app.track.world.insert(Frame(None, now, count))
        app.track.tick(now)
        app.track.world.discard(Frame)
    app.track.tick(now + silence)
    app.close()
    return app.track.world.has(face, Landmarks)


@pytest.mark.parametrize(
    ("period", "silence", "left"),
    [
        (1 / 30, 0.9 * STALE, True),
        (1 / 30, 1.1 * STALE, False),
        (1.0, 2.9, True),
        (1.0, 3.1, False),
        (3600.0, 1.0, True),  # the machine slept between two pictures
    ],
)
def test_a_face_is_as_old_as_its_camera_is_silent(period, silence, left):
    assert ticked(period, silence) is left
