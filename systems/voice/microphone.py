"""A microphone: its sound with its true times, and patience with loose cables."""

from __future__ import annotations

import logging
import time

from engine.clock import monotonic
from engine.errors import DeviceError
from systems.voice.portaudio import BLOCKS, Deliver, OpenStream, Stream, Wanted
from systems.voice.portaudio import open_stream as open_portaudio
from systems.voice.ring import Ring
from systems.voice.sound import Block

log = logging.getLogger("bunraku")

GONE_AFTER = 1.0
"""Seconds without a block after which a microphone counts as gone."""

SLOWEST = 8.0
"""Seconds that one is given at most to begin, twice as long after each attempt at which it gave
nothing: a headset that has to turn from music to speech begins anew whenever it is opened anew."""

RETRY_AFTER = 0.25
"""Seconds until a lost microphone is looked for; doubled after each attempt."""

LONGEST_PAUSE = 2.0
"""Seconds between attempts, at most."""


class Microphone:
    """The sound of a microphone, in blocks of 10 ms.

    One that stops giving sound is closed and opened again, with growing pauses, until it is back;
    that is said once. By name it is found again even under another number.

    Parameters
    ----------
    wanted : int, str or None
        Number, name or part of a name; None takes the system's choice.
    patient : bool, default False
        Wait for a microphone that is not there yet instead of raising.
    open_stream : callable
        Opens the device; tests pass their own.
    gone_after, retry_after : float
        Seconds.

    Raises
    ------
    DeviceError
        If there is no such microphone or it cannot be opened.
    """

    realtime = True

    def __init__(
        self,
        wanted: Wanted = None,
        *,
        patient: bool = False,
        open_stream: OpenStream = open_portaudio,
        gone_after: float = GONE_AFTER,
        retry_after: float = RETRY_AFTER,
    ) -> None:
        self.ended = False
        self._wanted = wanted
        self._open = open_stream
        self._gone_after = self._patience = gone_after
        self._retry_after = retry_after
        self._stream: Stream | None = None
        self._ring = Ring(1, 1)
        self._heard_at = monotonic()
        self._missed = False
        try:
            self._connect()
        except DeviceError as error:
            if not patient:
                raise
            self._wait_for_it(error.message)

    def __str__(self) -> str:
        if self._stream is None:
            return "microphone: waiting for it"
        return f"microphone {self._stream.name}: {self._stream.rate} Hz"

    def read(self, timeout: float) -> Block | None:
        """Return the next block; None where none comes in `timeout` seconds."""
        if self._stream is None:
            self._look_for_it(timeout)
            return None
        block = self._ring.take(timeout)
        if block is not None:
            self._heard_at = monotonic()
            self._patience = self._gone_after
            if self._missed:
                self._missed = False
                log.warning("%s is back", self)
            samples, captured_at = block
            return Block(samples, self._stream.rate, captured_at)
        if not self._stream.active or monotonic() - self._heard_at > self._patience:
            self._patience = min(2 * self._patience, SLOWEST)
            self._wait_for_it(f"microphone {self._stream.name} is gone")
        return None

    def close(self) -> None:
        """Let go of the device. Closing twice is harmless."""
        self.ended = True
        self._release()

    def _connect(self) -> None:
        self._stream = self._open(self._wanted, self._receiver)
        self._heard_at = monotonic()

    def _receiver(self, stream: Stream) -> Deliver:
        self._ring = Ring(stream.rate // BLOCKS, stream.channels)
        return self._ring.put

    def _release(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def _wait_for_it(self, reason: str) -> None:
        if not self._missed:  # one that is opened but gives nothing is not back
            self._missed = True
            log.warning("%s; waiting for it", reason)
        self._release()
        self._pause = self._retry_after
        self._try_at = monotonic() + self._pause

    def _look_for_it(self, timeout: float) -> None:
        wait = self._try_at - monotonic()
        time.sleep(max(0.0, min(wait, timeout)))
        if wait > timeout or self.ended:
            return
        try:
            self._connect()
        except DeviceError:
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
            self._try_at = monotonic() + self._pause
