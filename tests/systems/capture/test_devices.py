"""Cameras are listed with what they offer, and found by name."""

import io
import struct

import pytest
from rich.console import Console

from engine.errors import DeviceError
from systems.capture import v4l2
from systems.capture.cli import print_devices
from systems.capture.devices import CameraInfo, Screen, find_camera, linux_cameras, screens

WEBCAM = CameraInfo(0, "HD Pro Webcam C920", "/dev/video0")
PHONE = CameraInfo(2, "Phone as a Webcam", "/dev/video2")
MJPG, YUYV = (int.from_bytes(name, "little") for name in (b"MJPG", b"YUYV"))


class FakeDriver:
    """Answers the requests of v4l2.py as a driver would: MJPG in two sizes, YUYV in steps."""

    def __init__(self, capabilities=0x8520_0001, device=0x0420_0001):
        self.capabilities = capabilities, device

    def __call__(self, _descriptor, request, buffer):
        number, pixels = struct.unpack_from("=II", buffer)
        answer = self.answers(request, pixels)
        if number >= len(answer):
            raise OSError(22, "Invalid argument")
        offset, values = answer[number]
        struct.pack_into(f"={len(values)}I", buffer, offset, *values)

    def answers(self, request, pixels):
        return {
            v4l2.QUERYCAP: [(84, self.capabilities)],
            v4l2.ENUM_FMT: [(44, (MJPG,)), (44, (YUYV,))],
            v4l2.ENUM_FRAMESIZES: [(8, (1, 1920, 1080)), (8, (1, 640, 480))]
            if pixels == MJPG
            else [(8, (3, 32, 800, 2, 24, 600, 2))],
            v4l2.ENUM_FRAMEINTERVALS: [(16, (1, 1, 30)), (16, (1, 1001, 60000))]
            if pixels == MJPG
            else [(16, (3, 1, 10, 1, 1))],
        }[request]


@pytest.fixture
def node(tmp_path):
    path = tmp_path / "video0"
    path.touch()
    return str(path)


def test_modes_are_what_the_driver_says(node):
    assert v4l2.modes(node, FakeDriver()) == [
        ("MJPG", 1920, 1080, (59.94, 30.0)),
        ("MJPG", 640, 480, (59.94, 30.0)),
        ("YUYV", 800, 600, (10.0,)),
    ]


def test_a_node_that_is_gone_has_no_modes(tmp_path):
    assert v4l2.modes(str(tmp_path / "video7"), FakeDriver()) == []


@pytest.mark.parametrize(
    ("capabilities", "device", "expected"),
    [
        (0x8520_0001, 0x0420_0001, True),  # a webcam's picture node
        (0x8520_0001, 0x04A0_0000, False),  # its metadata node: the device captures, this does not
        (0x8520_1000, 0x0420_1000, True),  # pictures in several planes
        (0x0000_0001, 0, True),  # an old driver without capabilities per node
    ],
)
def test_metadata_nodes_are_told_from_cameras(node, capabilities, device, expected):
    assert v4l2.captures(node, FakeDriver(capabilities, device)) is expected


def test_a_driver_that_answers_nothing_counts_as_a_camera(node):
    def silent(descriptor, request, buffer):
        raise OSError(25, "Inappropriate ioctl for device")

    assert v4l2.captures(node, silent)


def test_cameras_are_listed_in_the_order_of_their_numbers(tmp_path):
    for number in (10, 2, 0):
        folder = tmp_path / f"video{number}"
        folder.mkdir()
        (folder / "name").write_text(f"Camera {number}\n")
    (tmp_path / "v4l-subdev0").mkdir()
    listed = linux_cameras(tmp_path, dev=tmp_path / "dev")
    assert [(camera.index, camera.name) for camera in listed] == [
        (0, "Camera 0"),
        (2, "Camera 2"),
        (10, "Camera 10"),
    ]


def test_a_machine_without_video4linux_has_no_cameras(tmp_path):
    assert linux_cameras(tmp_path / "absent") == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("HD Pro Webcam C920", WEBCAM),
        ("hd pro webcam c920", WEBCAM),
        ("c920", WEBCAM),
        ("phone", PHONE),
        ("/dev/video2", PHONE),
    ],
)
def test_a_camera_is_found_by_name_part_of_it_or_device_file(wanted, found):
    assert find_camera(wanted, [WEBCAM, PHONE]) == found


def test_a_link_to_a_device_file_is_followed(tmp_path):
    device, by_id = tmp_path / "video4", tmp_path / "usb-Phone-index0"
    device.touch()
    by_id.symlink_to(device)
    camera = CameraInfo(4, "Phone", str(device.resolve()))
    assert find_camera(str(by_id), [WEBCAM, camera]) == camera


def test_a_name_that_fits_two_cameras_is_refused_with_their_numbers():
    with pytest.raises(DeviceError, match=r"more than one camera .* 0 \(HD Pro.*2 \(Phone") as got:
        find_camera("webcam", [WEBCAM, PHONE])
    assert got.value.fix == "give its number"


def test_a_misspelt_name_gets_the_nearest_one():
    with pytest.raises(DeviceError, match="there is no camera 'HD Pro Webcm C290'") as caught:
        find_camera("HD Pro Webcm C290", [WEBCAM, PHONE])
    assert caught.value.fix == "did you mean 'HD Pro Webcam C920'?"


def test_without_any_camera_the_advice_is_another_source():
    with pytest.raises(DeviceError) as caught:
        find_camera("c920", [])
    assert "--source actor" in caught.value.fix


def test_screens_are_listed_where_there_are_some_and_never_an_error():
    assert all(screen.width > 0 for screen in screens())


def printed(found, shown_on):
    text = io.StringIO()
    print_devices(found, shown_on, Console(file=text, width=120))
    return text.getvalue()


def test_the_table_shows_cameras_with_sizes_and_rates_and_screens(monkeypatch):
    offered = [v4l2.Mode("MJPG", 1280, 720, (30.0,)), v4l2.Mode("YUYV", 640, 480, ())]
    monkeypatch.setattr(CameraInfo, "modes", lambda _camera: offered)
    text = printed([WEBCAM], [Screen(0, 0, 1920, 1080, 60)])
    for part in ("HD Pro Webcam C920", "MJPG", "1280x720 @ 30", "640x480", "1920x1080", "60 Hz"):
        assert part in text


def test_a_bare_machine_is_told_what_to_do_instead():
    text = printed([], [])
    assert "--source actor" in text
    assert "--headless" in text
