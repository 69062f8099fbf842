"""One word or path becomes the right source, and a wrong one gets the nearest right one."""

import io
import json
import re
from types import SimpleNamespace

import cv2
import pytest

from engine.errors import DeviceError, FileError, UsageError
from systems.capture import sources
from systems.capture.camera_device import CameraSettings
from systems.capture.devices import CameraInfo
from systems.capture.images import Images
from systems.capture.pipe import RawPipe
from systems.capture.sources import CaptureOptions, open_source, parse_size
from systems.capture.video import Video
from tests.systems.capture.clips import quadrants, write_clip

WEBCAM, PHONE = CameraInfo(0, "HD Webcam"), CameraInfo(2, "Phone")


class Opened:
    """Stands in for a source that is tested elsewhere: it only remembers how it was opened."""

    realtime = True

    def __init__(self, *how):
        self.how = how

    def read(self):
        return None

    def close(self):
        pass


OPENERS = {"actor": Opened, "session": Opened}


@pytest.fixture
def cameras(monkeypatch):
    """Return a function that plugs cameras in; those in `busy` cannot be opened."""

    def plug(*listed, busy=()):
        def camera(wanted, settings):
            if wanted in busy:
                msg = f"camera {wanted} opens but gives no picture"
                raise DeviceError(msg, fix="close other programs")
            return Opened(wanted, settings)

        monkeypatch.setattr(sources, "cameras", lambda: list(listed))
        monkeypatch.setattr(sources, "Camera", camera)

    plug()
    return plug


@pytest.fixture(autouse=True)
def _no_real_devices(cameras):
    """Keep the machine's own cameras out of these tests."""


def opened(spec, **options):
    return open_source(str(spec), CaptureOptions(**options), OPENERS)


def test_auto_is_the_first_camera():
    assert opened("auto").how[0] == "actor"


def test_auto_takes_a_camera_where_there_is_one(cameras):
    cameras(PHONE)
    assert opened("auto").how[0] == PHONE.index


def test_auto_passes_over_a_camera_that_cannot_be_opened(cameras, caplog):
    cameras(WEBCAM, PHONE, busy={0})
    assert opened("auto").how[0] == PHONE.index
    assert "camera 0 opens but gives no picture" in caplog.text


def test_auto_is_the_actor_when_every_camera_is_busy(cameras):
    cameras(WEBCAM, busy={0})
    assert opened("auto").how[0] == "actor"


def test_none_is_no_source():
    assert opened("none") is None


def test_actor_is_opened_by_its_own_opener_with_the_options():
    spec, options = opened("actor", fps=25).how
    assert spec == "actor"
    assert options.fps == 25


def test_a_number_is_a_camera_with_what_was_asked_of_it():
    number, settings = opened("1", size="1280x720", fps=60, fourcc="MJPG", backend="v4l2").how
    assert number == 1
    assert settings == CameraSettings((1280, 720), 60, "MJPG", "v4l2")


@pytest.mark.parametrize("spec", ["HD Webcam", "webcam", "/dev/video7"])
def test_a_name_or_device_file_is_a_camera(cameras, spec):
    cameras(WEBCAM, PHONE)
    assert opened(spec).how[0] == spec


def test_a_path_goes_before_a_camera_of_that_name(cameras, tmp_path, monkeypatch):
    cameras(PHONE)
    (tmp_path / "phone").mkdir()
    cv2.imwrite(str(tmp_path / "phone" / "1.png"), quadrants())
    monkeypatch.chdir(tmp_path)
    assert isinstance(opened("phone"), Images)


def test_a_video_is_opened_and_looped_when_asked(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", times=[0, 40])
    video = opened(path, loop=True)
    assert isinstance(video, Video)
    assert [video.read().index for _ in range(3)] == [0, 1, 2]
    assert re.fullmatch(r"clip\.mp4: 64x48, [\d.]+ fps, h264", str(video))
    video.close()


def test_an_image_and_a_folder_of_images_are_opened_at_the_rate_given(tmp_path):
    for name in ("1.png", "2.PNG"):
        (tmp_path / name).write_bytes(cv2.imencode(".png", quadrants())[1].tobytes())
    assert str(opened(tmp_path / "2.PNG")) == "1 image, 30 fps"
    assert str(opened(tmp_path, fps=12.5)) == "2 images, 12.5 fps"


def test_a_folder_with_a_session_is_left_to_its_opener(tmp_path):
    (tmp_path / "session.json").write_text(json.dumps({}))
    assert opened(tmp_path).how[0] == str(tmp_path)


def pipe_in(monkeypatch, content, *, terminal=False):
    stdin = SimpleNamespace(buffer=io.BytesIO(content), isatty=lambda: terminal)
    monkeypatch.setattr("sys.stdin", stdin)


def test_a_dash_reads_raw_frames_from_stdin(monkeypatch):
    pipe_in(monkeypatch, bytes(24))
    source = opened("-", raw="4x2xrgb24", fps=30)
    assert isinstance(source, RawPipe)
    assert str(source) == "raw rgb24 on stdin: 4x2, 30 fps"
    assert source.read().image.shape == (2, 4, 3)


def test_a_dash_without_a_layout_is_refused():
    with pytest.raises(UsageError, match="--source - needs to know the layout") as caught:
        opened("-")
    assert caught.value.fix == "add --raw 640x480xrgb24"


def test_a_dash_at_a_terminal_is_refused_instead_of_waiting(monkeypatch):
    pipe_in(monkeypatch, b"", terminal=True)
    with pytest.raises(UsageError, match="nothing is piped into it"):
        opened("-", raw="4x2xrgb24")


def test_a_dash_without_any_standard_input_is_refused(monkeypatch):
    monkeypatch.setattr("sys.stdin", None)  # as a shell's <&- leaves it
    with pytest.raises(UsageError, match="nothing is piped into it"):
        opened("-", raw="4x2xrgb24")


def test_a_layout_without_a_dash_is_refused():
    with pytest.raises(UsageError, match="the source is 'auto'") as caught:
        opened("auto", raw="4x2xrgb24")
    assert "--source -" in caught.value.fix


@pytest.mark.parametrize(
    ("spec", "fix"),
    [
        ("aktor", "did you mean --source actor?"),
        ("Phonne", "did you mean --source Phone?"),
        ("xyzzy", "choose auto, none, actor, -, HD Webcam, Phone, a camera number or a path"),
        ("99999999999", "choose auto, none, actor, -, HD Webcam, Phone, a camera number or a path"),
        ("", "choose auto, none, actor, -, HD Webcam, Phone, a camera number or a path"),
    ],
)
def test_an_unknown_word_gets_the_nearest_known_one(cameras, spec, fix):
    cameras(WEBCAM, PHONE)
    with pytest.raises(UsageError, match=f"there is no source '{spec}'") as caught:
        opened(spec)
    assert caught.value.fix == fix


def test_a_misspelt_path_gets_the_nearest_file(tmp_path):
    write_clip(tmp_path / "interview.mp4")
    with pytest.raises(FileError, match=r"there is no file .*intervew\.mp4") as caught:
        opened(tmp_path / "intervew.mp4")
    assert caught.value.fix == f"did you mean {tmp_path / 'interview.mp4'}?"


def test_a_path_in_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(FileError, match="there is no file") as caught:
        opened(tmp_path / "gone" / "clip.mp4")
    assert caught.value.fix == "check the path and its spelling"


@pytest.mark.parametrize(
    "size", ["1280", "1280x", "0x720", "wide", "-1x2", "1280x720x3", f"{'9' * 5000}x1"]
)
def test_a_size_that_is_none_is_refused_with_the_right_form(size):
    with pytest.raises(UsageError, match=f"--size {size} is no size") as caught:
        parse_size(size)
    assert caught.value.fix == "write WIDTHxHEIGHT, such as 1280x720"


@pytest.mark.parametrize("fps", [0.0, -30.0, float("nan"), float("inf")])
@pytest.mark.parametrize("source", ["0", "actor", "clip.mp4"])
def test_a_rate_that_is_not_positive_is_refused_whatever_the_source(source, fps):
    with pytest.raises(UsageError, match="--fps must be positive, got"):
        opened(source, fps=fps)


def test_a_pixel_format_without_four_letters_is_refused():
    with pytest.raises(UsageError, match="--fourcc MJPEG does not have four letters"):
        opened("0", fourcc="MJPEG")
