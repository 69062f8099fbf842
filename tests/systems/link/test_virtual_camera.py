"""The virtual camera, through a fake of its library: pace, sizes, and what may be missing."""

import sys
from contextlib import nullcontext
from types import SimpleNamespace

import numpy as np
import pytest

from engine import App
from engine.errors import DeviceError, UsageError
from systems.avatar.canvas import Canvas
from systems.link.links import order_links
from systems.link.virtual_camera import RATE, VirtualCamera


class FakeCamera:
    """Stands in for `pyvirtualcam.Camera`."""

    device = "/dev/video9"

    def __init__(self, width, height, fps):
        self.how, self.sent, self.closed = (width, height, fps), [], False

    def send(self, picture):
        assert picture.flags.c_contiguous
        self.sent.append(picture.copy())

    def close(self):
        self.closed = True


@pytest.fixture
def fake(monkeypatch):
    made = []

    def camera(*how):
        made.append(FakeCamera(*how))
        return made[-1]

    monkeypatch.setitem(sys.modules, "pyvirtualcam", SimpleNamespace(Camera=camera))
    return made


def test_it_opens_with_the_pictures_size_and_closes(fake):
    camera = VirtualCamera((64, 48))
    assert fake[0].how == (64, 48, RATE)
    assert camera.name == "/dev/video9"
    camera.close()
    assert fake[0].closed


def test_sixty_drawn_pictures_a_second_become_thirty(fake):
    camera = VirtualCamera((64, 48))
    for tick in range(120):
        camera.send(np.zeros((48, 64, 4), np.uint8), tick / 60)
    assert len(fake[0].sent) == pytest.approx(60, abs=1)


def test_pictures_are_rgb_and_fitted_into_the_device(fake):
    camera = VirtualCamera((64, 48))
    picture = np.zeros((96, 96, 4), np.uint8)
    picture[:] = (10, 20, 30, 255)
    camera.send(picture, 0.0)
    (sent,) = fake[0].sent
    assert sent.shape == (48, 64, 3)
    assert sent[24, 32].tolist() == [10, 20, 30]
    assert sent[24, 0].tolist() == [0, 0, 0]


def test_a_missing_library_is_an_error_that_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyvirtualcam", None)
    with pytest.raises(UsageError, match="--virtual-camera needs pyvirtualcam") as caught:
        VirtualCamera((64, 48))
    assert caught.value.fix == 'pip install "bunraku[camera-out]"'


def test_a_missing_device_is_an_error_in_two_lines(monkeypatch):
    def none(*_):
        said = "'v4l2loopback' backend: no devices\nand more"
        raise RuntimeError(said)

    monkeypatch.setitem(sys.modules, "pyvirtualcam", SimpleNamespace(Camera=none))
    with pytest.raises(DeviceError, match="no virtual camera to send to") as caught:
        VirtualCamera((64, 48))
    assert len(str(caught.value).splitlines()) == 2
    assert "v4l2loopback" in caught.value.fix


class FakeCanvas:
    """Stands in for `Canvas`: always the same picture."""

    def __init__(self, size):
        self.painter = SimpleNamespace(size=size, read=lambda: self.picture)
        self.picture = np.full((size[1], size[0], 4), 77, np.uint8)
        self.current = nullcontext


def test_a_run_with_the_link_sends_what_is_drawn_and_gives_the_device_back(fake):
    app = App(strict=True)
    app.draw.world.insert(FakeCanvas((64, 48)), key=Canvas)
    app.add(order_links(None, virtual_camera=True).plugin)
    app.run_steps(3)
    assert len(fake[0].sent) == 3
    assert set(fake[0].sent[-1].ravel()) == {77}
    assert fake[0].closed


def test_a_run_without_links_adds_nothing():
    app = App(strict=True).add(order_links([], virtual_camera=False).plugin)
    assert not app.schedule.systems
