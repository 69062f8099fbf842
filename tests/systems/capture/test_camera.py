"""Cameras, through a fake device: what they give, when, and what happens when a cable is pulled."""

import logging
import threading
import time

import cv2
import numpy as np
import pytest

from engine.errors import DeviceError, UsageError
from systems.capture.camera import MISSES, Camera
from systems.capture.camera_device import CameraSettings, Device, open_device

SOON = 0.001


class FakeDevice:
    """Stands in for `cv2.VideoCapture`: each picture is filled with its own number."""

    def __init__(self, size=(64, 48), *, opened=True, pictures=10**9, spoilt=(), pause=0.0):
        self.size = size
        self.opened = opened
        self.pictures = pictures  # until the cable is pulled
        self.spoilt = spoilt  # numbers of pictures that cannot be decoded
        self.pause = pause
        self.grabbed = 0
        self.grabbed_at = 0.0
        self.released = 0
        self.asked = []
        self.answers = {
            cv2.CAP_PROP_FPS: 30.0,
            cv2.CAP_PROP_FOURCC: float(cv2.VideoWriter.fourcc(*"MJPG")),
        }

    def isOpened(self):
        return self.opened

    def grab(self):
        time.sleep(self.pause)
        self.grabbed += 1
        self.grabbed_at = time.monotonic()
        return self.grabbed <= self.pictures

    def retrieve(self, image=None):
        if self.grabbed in self.spoilt:
            return False, None
        width, height = self.size
        if image is None or image.shape != (height, width, 3):
            image = np.empty((height, width, 3), np.uint8)
        image[:] = self.grabbed % 256
        return True, image

    def get(self, prop):
        return self.answers.get(prop, 0.0)

    def set(self, prop, value):
        self.asked.append((prop, value))
        return True

    def getBackendName(self):
        return "FAKE"

    def release(self):
        self.released += 1
        self.opened = False


def camera_on(*devices, wanted=0, settings=None):
    """Return a camera that opens these devices, one after the other."""
    remaining = iter(devices)
    return Camera(wanted, settings, open_device=lambda *_: next(remaining), retry_after=SOON)


def test_the_fake_is_a_device():
    device: Device = FakeDevice()
    assert device.isOpened()


def test_pictures_come_in_order_with_growing_stamps():
    camera = camera_on(FakeDevice())
    frames = [camera.read() for _ in range(3)]
    assert [frame.index for frame in frames] == [0, 1, 2]
    assert [int(frame.image[0, 0, 0]) for frame in frames] == [2, 3, 4]  # 1 was the trial
    stamps = [frame.captured_at for frame in frames]
    assert stamps == sorted(set(stamps))


def test_the_stamp_is_taken_right_after_the_grab():
    device = FakeDevice(pause=0.02)
    camera, late = camera_on(device), []
    for _ in range(10):
        frame = camera.read()
        late.append(frame.captured_at - device.grabbed_at)
        frame.release()
    assert min(late) >= 0
    assert np.median(late) < 0.01


def test_a_camera_blocks_at_its_own_pace():
    camera = camera_on(FakeDevice(pause=0.02))
    began = time.monotonic()
    for _ in range(5):
        camera.read().release()
    assert camera.realtime
    assert time.monotonic() - began >= 0.1


def test_a_thousand_pictures_live_in_three_buffers():
    camera, seen = camera_on(FakeDevice()), set()
    for _ in range(1000):
        frame = camera.read()
        seen.add(frame.image.__array_interface__["data"][0])
        frame.release()
    assert len(seen) == 3


def test_format_size_and_rate_are_asked_for_in_this_order():
    device = FakeDevice()
    camera_on(device, settings=CameraSettings((1280, 720), 60, "MJPG"))
    assert device.asked == [
        (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")),
        (cv2.CAP_PROP_FRAME_WIDTH, 1280),
        (cv2.CAP_PROP_FRAME_HEIGHT, 720),
        (cv2.CAP_PROP_FPS, 60),
    ]


def test_nothing_is_asked_for_unless_wanted():
    device = FakeDevice()
    camera_on(device)
    assert device.asked == []


def test_what_is_really_given_is_told_beside_what_was_asked():
    camera = camera_on(FakeDevice(), settings=CameraSettings((1280, 720), 60, "YUYV"))
    assert camera.description == (
        "camera 0: 64x48, 30 fps, MJPG (asked for 1280x720, 60 fps, YUYV) on FAKE"
    )
    assert camera.read().image.shape == (48, 64, 3)


def test_a_device_that_knows_neither_rate_nor_format_is_described_by_its_pictures():
    device = FakeDevice()
    device.answers = {cv2.CAP_PROP_FOURCC: -1.0}
    assert camera_on(device).description == "camera 0: 64x48 on FAKE"


def test_a_device_that_changes_its_size_is_followed():
    device = FakeDevice()
    camera = camera_on(device)
    camera.read().release()
    device.size = (32, 24)
    for _ in range(10):
        frame = camera.read()
        assert frame.image.shape == (24, 32, 3)
        frame.release()


def test_single_spoilt_pictures_are_passed_over():
    camera = camera_on(FakeDevice(spoilt=(3, 4, 7)))
    numbers = [int(camera.read().image[0, 0, 0]) for _ in range(3)]
    assert numbers == [2, 5, 6]


def test_spoilt_pictures_do_not_use_up_the_buffers():
    camera = camera_on(FakeDevice(spoilt=range(3, 200, 2)))
    for _ in range(90):
        camera.read().release()


def test_an_unplugged_camera_goes_on_by_itself_when_it_is_back(caplog):
    gone, absent = FakeDevice(pictures=3), FakeDevice(opened=False)
    back = FakeDevice(size=(32, 24))
    camera = camera_on(gone, absent, absent, back)
    with caplog.at_level(logging.WARNING):
        frames = [camera.read() for _ in range(4)]
    assert [frame.index for frame in frames] == [0, 1, 2, 3]
    assert [frame.image.shape[0] for frame in frames] == [48, 48, 24, 24]
    assert gone.released
    assert "camera 0 is gone; waiting for it" in caplog.text
    assert "camera 0: 32x24, 30 fps, MJPG on FAKE is back" in caplog.text


def test_a_camera_whose_name_is_gone_is_waited_for_too():
    devices = [FakeDevice(pictures=2), DeviceError("no camera", fix="connect one"), FakeDevice()]

    def plugged(*_):
        device = devices.pop(0)
        if isinstance(device, DeviceError):
            raise device
        return device

    camera = Camera("C920", open_device=plugged, retry_after=SOON)
    assert [camera.read().index for _ in range(2)] == [0, 1]


def test_the_wanted_camera_and_back_end_reach_the_opener():
    opened = []

    def opener(*wanted):
        opened.append(wanted)
        return FakeDevice()

    Camera("C920", CameraSettings(backend="dshow"), open_device=opener)
    assert opened == [("C920", "dshow")]


def test_closing_ends_a_read_that_waits_for_a_lost_camera():
    def unplugged(*_):
        return devices.pop() if devices else FakeDevice(opened=False)

    devices = [FakeDevice(pictures=1)]
    camera = Camera(0, open_device=unplugged, retry_after=60)
    threading.Timer(0.05, camera.close).start()
    began = time.monotonic()
    assert camera.read() is None
    assert time.monotonic() - began < 30


def test_closing_does_not_wait_long_for_a_camera_that_has_vanished():
    device = FakeDevice()
    camera = camera_on(device)
    device.pause = 3.0  # as V4L2's own patience, which nothing can cut short
    reading = threading.Thread(target=camera.read)
    reading.start()
    time.sleep(0.05)
    camera.close()
    assert reading.is_alive()
    reading.join()


def test_closing_twice_is_harmless_and_ends_the_pictures():
    device = FakeDevice()
    camera = camera_on(device)
    camera.close()
    camera.close()
    assert camera.read() is None
    assert device.released


def test_a_camera_that_cannot_be_opened_is_an_error_with_a_way_out():
    device = FakeDevice(opened=False)
    with pytest.raises(DeviceError, match="camera 3 cannot be opened") as caught:
        camera_on(device, wanted=3)
    assert "--source actor" in caught.value.fix
    assert device.released


def test_a_camera_that_another_program_holds_is_an_error_and_let_go():
    device = FakeDevice(pictures=0)
    with pytest.raises(DeviceError, match="camera 0 opens but gives no picture") as caught:
        camera_on(device)
    assert "other programs" in caught.value.fix
    assert device.grabbed == MISSES
    assert device.released


def test_opencv_itself_opens_nothing_and_says_nothing_where_there_is_no_camera(capfd):
    assert not open_device(63).isOpened()
    assert capfd.readouterr() == ("", "")


def test_an_unknown_back_end_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match="there is no camera back end 'gstreamer'") as caught:
        open_device(0, "gstreamer")
    assert "v4l2, dshow, msmf, avfoundation" in caught.value.fix
