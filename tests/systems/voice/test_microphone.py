import io
import logging
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest
from rich.console import Console

from engine.cli.doctor import State
from engine.errors import DeviceError
from systems.capture.cli import print_microphones
from systems.doctor import check_sound
from systems.voice import portaudio
from systems.voice.microphone import Microphone
from systems.voice.portaudio import MicrophoneInfo, find_microphone
from systems.voice.ring import Ring


class FakeStream:
    """A device that delivers what a test says and can be unplugged."""

    def __init__(self, name="Desk", rate=16000, channels=1):
        self.name, self.rate, self.channels = name, rate, channels
        self.active = True

    def plug(self, receiver):
        self.deliver = receiver(self)
        return self

    def speak(self, level, at=0.0):
        self.deliver(np.full((self.rate // 100, self.channels), level, np.float32), at)

    def close(self):
        self.active = False


class FakeDevices:
    """Opens the streams it is given, in turn; None stands for a device that is not there."""

    def __init__(self, *streams):
        self.streams = list(streams)
        self.asked = []

    def __call__(self, wanted, receiver):
        self.asked.append(wanted)
        stream = self.streams.pop(0) if self.streams else None
        if stream is None:
            msg = "there is no microphone"
            raise DeviceError(msg, fix="connect one")
        return stream.plug(receiver)


def microphone(devices, **options):
    return Microphone("Desk", open_stream=devices, retry_after=0.01, gone_after=0.05, **options)


def wait_until_opened(source, stream):
    """Read until a stream is open; return what was read."""
    blocks, deadline = [], time.monotonic() + 20
    while not hasattr(stream, "deliver"):
        assert time.monotonic() < deadline, "it was never opened"
        blocks.append(source.read(0.02))
    return blocks


def test_blocks_come_out_in_order_with_their_times():
    stream = FakeStream()
    source = microphone(FakeDevices(stream))
    for k in range(3):
        stream.speak(k / 10, at=5 + k / 100)
    blocks = [source.read(0.01) for _ in range(4)]
    assert [b.captured_at for b in blocks[:3]] == [5.0, 5.01, 5.02]
    assert [round(float(b.samples[0]), 3) for b in blocks[:3]] == [0.0, 0.1, 0.2]
    assert blocks[3] is None


def test_channels_are_mixed():
    stream = FakeStream(rate=48000, channels=2)
    source = microphone(FakeDevices(stream))
    stream.deliver(np.tile(np.float32([0.2, 0.6]), (480, 1)), 0.0)
    block = source.read(0.01)
    assert block.rate == 48000
    assert np.allclose(block.samples, 0.4)


def test_channels_that_cancel_each_other_are_no_silence():
    """As of a balanced cable in a stereo jack."""
    stream = FakeStream(channels=2)
    source = microphone(FakeDevices(stream))
    for _ in range(2):
        stream.deliver(np.tile(np.float32([0.5, -0.5]), (160, 1)), 0.0)
    blocks = [source.read(0.01).samples for _ in range(2)]
    assert np.allclose(blocks[1], 0.5)


def test_an_unplugged_microphone_is_waited_for_and_that_is_said_once(caplog):
    first, second = FakeStream(), FakeStream(rate=48000)
    devices = FakeDevices(first, None, None, second)
    source = microphone(devices)
    first.active = False
    with caplog.at_level(logging.WARNING):
        blocks = wait_until_opened(source, second)
        second.speak(0.5)
        block = source.read(0.1)
    said = [record.getMessage() for record in caplog.records]
    assert set(blocks) == {None}
    assert block.rate == 48000
    assert devices.asked == ["Desk"] * 4
    assert said == [
        "microphone Desk is gone; waiting for it",
        "microphone Desk: 48000 Hz is back",
    ]


def test_a_microphone_that_falls_silent_is_opened_until_it_gives_sound(caplog):
    first, empty, second = FakeStream(), FakeStream(), FakeStream()
    source = microphone(FakeDevices(first, empty, second))
    wait_until_opened(source, second)
    second.speak(0.5)
    assert source.read(0.1) is not None
    assert not first.active
    assert [r.getMessage().split()[-1] for r in caplog.records] == ["it", "back"]


def test_one_that_begins_slowly_is_given_longer_each_time():
    """Bluetooth headsets take seconds to turn to speech; opened anew they begin anew."""
    slow = FakeStream()
    devices = FakeDevices(FakeStream(), slow, FakeStream())
    source = Microphone("Desk", open_stream=devices, retry_after=0.01, gone_after=0.2)
    wait_until_opened(source, slow)
    begins = time.monotonic() + 0.3
    while time.monotonic() < begins:
        source.read(0.02)
    slow.speak(0.5)
    assert source.read(0.1) is not None
    assert len(devices.asked) == 2


def test_a_missing_microphone_is_an_error_unless_one_is_patient(caplog):
    with pytest.raises(DeviceError, match="there is no microphone"):
        microphone(FakeDevices(None))
    stream = FakeStream()
    with caplog.at_level(logging.WARNING):
        source = microphone(FakeDevices(None, stream), patient=True)
    assert [r.getMessage() for r in caplog.records] == ["there is no microphone; waiting for it"]
    wait_until_opened(source, stream)
    stream.speak(0.1)
    assert source.read(0.1) is not None


def test_closing_twice_is_harmless():
    stream = FakeStream()
    source = microphone(FakeDevices(stream))
    source.close()
    source.close()
    assert source.ended
    assert not stream.active


def test_a_late_reader_loses_the_oldest_blocks_and_counts_them():
    ring = Ring(2, 1, blocks=4)
    for k in range(10):
        ring.put(np.full((2, 1), k, np.float32), float(k))
    taken = [ring.take(0)[1] for _ in range(3)]
    assert taken == [7.0, 8.0, 9.0]
    assert ring.lost == 7
    assert ring.take(0) is None


def test_a_ring_wakes_its_reader():
    ring = Ring(1, 1)
    threading.Timer(0.05, ring.put, (np.ones((1, 1), np.float32), 1.0)).start()
    assert ring.take(20.0)[1] == 1.0


LISTED = [
    MicrophoneInfo(0, "HDA Intel: ALC257", "ALSA", 2, 48000, False),
    MicrophoneInfo(3, "Blue Yeti", "ALSA", 2, 48000, True),
]


@pytest.mark.parametrize(
    ("wanted", "index"), [(None, 3), (0, 0), (3, 3), ("blue yeti", 3), ("Intel", 0), ("yeti", 3)]
)
def test_a_microphone_is_found_by_number_or_name(wanted, index):
    assert find_microphone(wanted, LISTED).index == index


@pytest.mark.parametrize(
    ("wanted", "listed", "message", "fix"),
    [
        ("Blue Jeti", LISTED, "no microphone 'Blue Jeti'", "did you mean 'Blue Yeti'"),
        (7, LISTED, "no microphone '7'", "choose from: HDA Intel"),
        (None, LISTED[:1], "no microphone", "choose from: HDA Intel"),
        (None, [], "no microphone", "--mic none or a sound file"),
    ],
)
def test_a_microphone_that_is_not_there_is_named(wanted, listed, message, fix):
    with pytest.raises(DeviceError, match=message) as refused:
        find_microphone(wanted, listed)
    assert fix in refused.value.fix


class FakeInput:
    """One of its streams."""

    def __init__(self, sound):
        self.sound, self.plugged = sound, True
        sound.open.append(self)

    def start(self):
        self.sound.may_fail("start")

    def close(self, *, ignore_errors):
        assert ignore_errors
        self.sound.open.remove(self)

    @property
    def active(self):
        self.sound.may_fail("active")
        return self.plugged


class FakePortAudio:
    """The part of sounddevice that is used."""

    class PortAudioError(Exception):
        pass

    def __init__(
        self, accepts, reason="Invalid sample rate [PaErrorCode -9997]", inputs=2, fails=()
    ):
        self.accepts, self.reason, self.inputs, self.tried = accepts, reason, inputs, []
        self.fails, self.running, self.open = list(fails), True, []
        self.default = SimpleNamespace(device=(1, 0))

    def may_fail(self, where):
        if where in self.fails:
            self.fails.remove(where)
            msg = f"Unanticipated host error in {where}"
            raise self.PortAudioError(msg)

    def _terminate(self):
        if not self.running:
            msg = "PortAudio not initialized [PaErrorCode -10000]"
            raise self.PortAudioError(msg)
        self.running = False
        self.may_fail("terminate")

    def _initialize(self):
        self.may_fail("initialize")
        self.running = True

    def query_hostapis(self):
        self.may_fail("query")
        return [{"name": "ALSA"}]

    def query_devices(self):
        output = {"index": 0, "name": "Speaker", "hostapi": 0, "max_input_channels": 0}
        return [
            output | {"default_samplerate": 44100.0},
            output
            | {"index": 1, "name": "Mic", "max_input_channels": self.inputs}
            | {"default_samplerate": 44100.0},
        ]

    def InputStream(self, *, samplerate, channels, callback, **_rest):
        self.tried.append((samplerate, channels))
        if self.accepts not in ("any", (samplerate, channels)):
            raise self.PortAudioError(self.reason)
        if self.open:
            msg = "Device unavailable [PaErrorCode -9985]"
            raise self.PortAudioError(msg)
        self.callback = callback
        return FakeInput(self)


def opened(monkeypatch, sound):
    monkeypatch.setattr(portaudio, "load", lambda: sound)
    got = []
    stream = portaudio.open_stream(
        None, lambda _stream: lambda samples, at: got.append((samples, at))
    )
    return stream, got


@pytest.mark.parametrize("accepts", [(16000, 2), (44100, 2), (44100, 8)])
def test_a_device_that_does_not_take_our_rate_is_opened_at_its_own(monkeypatch, accepts):
    stream, _ = opened(monkeypatch, FakePortAudio(accepts, inputs=max(2, accepts[1])))
    assert (stream.rate, stream.channels) == accepts


def test_a_busy_device_is_an_error_in_two_lines(monkeypatch):
    busy = FakePortAudio(None, "Device unavailable [PaErrorCode -9985]", inputs=8)
    with pytest.raises(DeviceError, match=r"microphone 1 \(Mic\) cannot be opened: Device unav"):
        opened(monkeypatch, busy)
    assert busy.tried == [(16000, 2), (44100, 2), (44100, 8)]


def test_a_device_of_one_channel_is_asked_for_one(monkeypatch):
    stream, _ = opened(monkeypatch, FakePortAudio((16000, 1), inputs=1))
    assert stream.channels == 1


def test_a_stream_that_does_not_start_is_closed_before_the_next_is_tried(monkeypatch):
    sound = FakePortAudio("any", fails=["start"])
    stream, _ = opened(monkeypatch, sound)
    assert sound.tried == [(16000, 2), (44100, 2)]
    assert stream.rate == 44100
    assert len(sound.open) == 1


@pytest.mark.parametrize("where", ["active", "terminate", "initialize", "query", "start"])
def test_an_error_of_portaudio_while_a_microphone_is_looked_for_does_not_end_the_waiting(
    monkeypatch, where
):
    sound = FakePortAudio((16000, 2))
    monkeypatch.setattr(portaudio, "load", lambda: sound)
    source = Microphone("Mic", retry_after=0.01, gone_after=0.05)
    sound.fails, sound.open[0].plugged = [where, where], False
    deadline = time.monotonic() + 20
    while sound.fails or not sound.open or len(sound.tried) < 2:
        assert time.monotonic() < deadline, "it was never opened again"
        assert source.read(0.02) is None
    assert str(source) == "microphone Mic: 16000 Hz"


def test_an_error_of_portaudio_is_one_in_two_lines(monkeypatch):
    with pytest.raises(DeviceError, match=r"no microphone can be used: Unant.*in query") as refused:
        opened(monkeypatch, FakePortAudio((16000, 2), fails=["query"]))
    assert "--mic none" in refused.value.fix


def test_a_portaudio_that_does_not_start_is_an_error_in_two_lines(monkeypatch, tmp_path):
    """It is started by the import of sounddevice."""
    program = "class PortAudioError(Exception): pass\nraise PortAudioError('Error initializing')"
    (tmp_path / "sounddevice.py").write_text(program)
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(DeviceError, match="no microphone can be used: Error initializing"):
        portaudio.microphones()


@pytest.mark.parametrize(("begun", "age"), [(9.97, 0.03), (0.0, 0.03), (12.0, 0.03)])
def test_a_block_is_as_old_as_the_device_says_or_as_its_buffer(monkeypatch, begun, age):
    sound = FakePortAudio((16000, 2))
    _, got = opened(monkeypatch, sound)
    times = SimpleNamespace(currentTime=10.0, inputBufferAdcTime=begun)
    before = time.monotonic()
    sound.callback(np.zeros((160, 2), np.float32), 160, times, None)
    ((_, captured_at),) = got
    assert before <= captured_at + age + 1e-9 <= time.monotonic() + 2e-9


def test_a_missing_library_is_an_error_in_two_lines(monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(DeviceError, match="no microphone can be used") as refused:
        portaudio.microphones()
    assert "libportaudio2" in refused.value.fix


def test_the_command_line_does_not_load_portaudio():
    code = "import sys, systems.cli; print('sounddevice' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


def test_devices_lists_microphones_with_a_star_at_the_chosen_one():
    text = io.StringIO()
    print_microphones(LISTED, Console(file=text, width=120))
    lines = text.getvalue().splitlines()
    assert [line.split()[0] for line in lines[2:]] == ["0", "3"]
    assert ["*" in line for line in lines[2:]] == [False, True]
    assert "48000 Hz" in lines[3]


def test_without_microphones_devices_says_what_to_do():
    text = io.StringIO()
    print_microphones([], Console(file=text, width=120))
    assert "--mic FILE" in text.getvalue()


def test_doctor_names_the_microphones_or_the_package_that_is_missing(monkeypatch):
    monkeypatch.setattr("systems.doctor.microphones", lambda: LISTED)
    assert check_sound().detail == "HDA Intel: ALC257, Blue Yeti"
    monkeypatch.setattr("systems.doctor.microphones", list)
    assert check_sound().state is State.NOTE
    monkeypatch.undo()
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    finding = check_sound()
    assert finding.state is State.NOTE
    assert "libportaudio2" in finding.fix
