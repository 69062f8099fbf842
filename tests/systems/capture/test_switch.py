"""A source exchanged for another while it runs."""

import pytest

from engine.errors import DeviceError
from systems.capture.switch import Switch


class Camera:
    """Reads its own name."""

    def __init__(self, name, *, realtime=True):
        self.name, self.realtime, self.closed = name, realtime, 0

    def read(self):
        return self.name

    def close(self):
        self.closed += 1


@pytest.fixture
def cameras():
    return {name: Camera(name, realtime=name != "actor") for name in ("one", "two", "actor")}


@pytest.fixture
def switch(cameras):
    def open_source(spec):
        if spec not in cameras:
            msg = f"no camera {spec}"
            raise DeviceError(msg, fix="plug it in")
        return cameras[spec]

    return Switch(cameras["one"], "one", open_source)


def test_the_next_picture_comes_from_the_source_that_was_asked_for(switch, cameras):
    assert switch.read() == "one"
    switch.ask("actor")
    assert switch.realtime
    assert switch.read() == "actor"
    assert (switch.spec, switch.realtime) == ("actor", False)
    assert cameras["one"].closed == 1


def test_a_source_that_cannot_be_opened_leaves_the_old_one(switch, cameras):
    switch.ask("three")
    assert switch.read() == "one"
    assert switch.spec == "one"
    assert cameras["one"].closed == 0
    assert "no camera three" in switch.take_failure().message
    assert switch.take_failure() is None


def test_asking_for_the_present_source_opens_nothing(switch, cameras):
    switch.ask("one")
    assert switch.read() == "one"
    assert cameras["one"].closed == 0


def test_closing_closes_the_present_source(switch, cameras):
    switch.ask("two")
    switch.read()
    switch.close()
    assert cameras["two"].closed == 1
