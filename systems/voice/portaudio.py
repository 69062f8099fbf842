"""Microphones through PortAudio; the library is loaded when one is asked for."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from engine.clock import monotonic
from engine.errors import DeviceError
from systems.voice.framing import RATE, Samples

BLOCKS = 100
"""Blocks a second."""

LATENCY = 0.02
"""Seconds of buffer to ask for. With PortAudio's own "low" some servers give no sound at all."""

STEREO = 2
"""Channels to ask for: where there are two, sound systems would mix them to one by their mean, and
those that cancel each other would be silence before we hear them."""

Wanted = int | str | None
"""A microphone by number, by name or a part of it, or the system's choice."""

Deliver = Callable[[Samples, float], None]
"""Takes a (n, channels) block, valid during the call, and the time of its first sample."""


class Stream(Protocol):
    """An open microphone."""

    name: str
    rate: int
    channels: int

    @property
    def active(self) -> bool:
        """Whether sound still comes."""

    def close(self) -> None:
        """Let go of the device."""


OpenStream = Callable[[Wanted, Callable[[Stream], Deliver]], Stream]


@dataclass(frozen=True)
class MicrophoneInfo:
    """A microphone as the system lists it."""

    index: int
    name: str
    host: str  # ALSA, Core Audio, WASAPI ...
    channels: int
    rate: int  # samples a second, its own
    chosen: bool  # by the system, for who names none


def microphones() -> list[MicrophoneInfo]:
    """Return the microphones in the order of their numbers.

    Raises
    ------
    DeviceError
        If PortAudio is not installed, or does not work.
    """
    sounddevice = load()
    with _failures(sounddevice):
        hosts = sounddevice.query_hostapis()
        devices = sounddevice.query_devices()
    chosen = sounddevice.default.device[0]
    return [
        MicrophoneInfo(
            device["index"],
            device["name"],
            hosts[device["hostapi"]]["name"],
            device["max_input_channels"],
            int(device["default_samplerate"]),
            device["index"] == chosen,
        )
        for device in devices
        if device["max_input_channels"] > 0
    ]


def find_microphone(wanted: Wanted, listed: Sequence[MicrophoneInfo]) -> MicrophoneInfo:
    """Return the microphone of a number, a name or the beginning of one; None: the system's choice.

    Of several that answer to a name the first is taken: one device is listed once per sound system.

    Raises
    ------
    DeviceError
        If none answers to it.
    """
    name = "" if wanted is None else str(wanted)
    for answers in (
        lambda microphone: microphone.chosen if wanted is None else microphone.index == wanted,
        lambda microphone: microphone.name.casefold() == name.casefold(),
        lambda microphone: (
            isinstance(wanted, str) and name.casefold() in microphone.name.casefold()
        ),
    ):
        found = next(filter(answers, listed), None)
        if found is not None:
            return found
    msg = "there is no microphone" + (f" {name!r}" if name else "")
    raise DeviceError(msg, fix=_advice(name, listed))


def open_stream(wanted: Wanted, receiver: Callable[[Stream], Deliver]) -> Stream:
    """Open a microphone and let its blocks be delivered; `receiver` is told what was opened.

    At 16 kHz where the system can convert, at the device's own rate otherwise. The devices are
    listed anew, which ends whatever stream is still open.

    Raises
    ------
    DeviceError
        If there is no such microphone, it is in use, it takes no rate that we know, or PortAudio
        does not work.
    """
    sounddevice = load()
    with contextlib.suppress(sounddevice.PortAudioError):  # it did not start the last time
        sounddevice._terminate()  # PortAudio looks for devices only when it starts
    with _failures(sounddevice):
        sounddevice._initialize()
    found = find_microphone(wanted, microphones())
    reason, few = "", min(found.channels, STEREO)
    for rate, channels in ((RATE, few), (found.rate, few), (found.rate, found.channels)):
        try:
            return _Stream(sounddevice, found, rate, channels, receiver)
        except sounddevice.PortAudioError as error:
            reason = str(error.args[0])
    msg = f"microphone {found.index} ({found.name}) cannot be opened: {reason}"
    raise DeviceError(
        msg, fix="close other programs that use it, or see `python -m engine devices`"
    )


def load() -> Any:
    """Return the module sounddevice.

    Raises
    ------
    DeviceError
        If it or the library behind it is missing, or does not work.
    """
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        msg = f"no microphone can be used: {error}"
        fix = "apt-get install libportaudio2, or use --mic none or a sound file"
        raise DeviceError(msg, fix=fix) from error
    except Exception as error:  # it starts PortAudio, and what that raises is known only after it
        raise _not_working(error) from error
    return sounddevice


@contextlib.contextmanager
def _failures(sounddevice: Any) -> Iterator[None]:
    """Turn what PortAudio raises into a DeviceError, for which whoever waits goes on waiting."""
    try:
        yield
    except sounddevice.PortAudioError as error:
        raise _not_working(error) from error


def _not_working(error: Exception) -> DeviceError:
    msg = f"no microphone can be used: {error}"
    fix = "see whether other programs can hear, or use --mic none or a sound file"
    return DeviceError(msg, fix=fix)


class _Stream:
    """A PortAudio stream; its blocks come in a thread of PortAudio's."""

    def __init__(
        self,
        sounddevice: Any,
        found: MicrophoneInfo,
        rate: int,
        channels: int,
        receiver: Callable[[Stream], Deliver],
    ) -> None:
        self.name, self.rate, self.channels = found.name, rate, channels
        self._error = sounddevice.PortAudioError
        self._deliver = receiver(self)
        self._stream = sounddevice.InputStream(
            device=found.index,
            samplerate=rate,
            channels=channels,
            blocksize=rate // BLOCKS,
            dtype="float32",
            latency=LATENCY,
            callback=self._called,
        )
        try:
            self._stream.start()
        except self._error:
            self.close()  # or the next rate would find the device busy
            raise

    @property
    def active(self) -> bool:
        """Whether sound still comes; not after PortAudio was started anew for another stream."""
        with contextlib.suppress(self._error):
            return bool(self._stream.active)
        return False

    def close(self) -> None:
        """Let go of the device."""
        self._stream.close(ignore_errors=True)

    def _called(self, samples: Samples, count: int, times: Any, _status: Any) -> None:
        now = monotonic()
        age = times.currentTime - times.inputBufferAdcTime
        if not 0 < age < 1:  # some sound systems do not tell
            age = count / self.rate + LATENCY
        self._deliver(samples, now - age)


def _advice(name: str, listed: Sequence[MicrophoneInfo]) -> str:
    if not listed:
        return "connect one, or use --mic none or a sound file"
    names = [microphone.name for microphone in listed]
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
    return f"did you mean {near[0]!r}?" if near else f"choose from: {', '.join(names)}"
