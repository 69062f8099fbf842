"""The VOICE stage: what is heard, beside what is seen."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace

from engine import (
    Ages,
    App,
    Clock,
    ClockKind,
    Mut,
    Query,
    Read,
    Res,
    ResMut,
    Stage,
    Stop,
    fresh,
    system,
)
from engine.errors import BunrakuError
from engine.record import Replayed
from systems.components import Speech
from systems.voice.activity import Activity
from systems.voice.ear import Ear
from systems.voice.heard import Heard, HeardNow, silence
from systems.voice.hearing import Hearer, Hearing
from systems.voice.listener import Listener, StepListener
from systems.voice.mic import Mic, open_sound
from systems.voice.offset import OffsetMeter, compare_mouth_and_sound
from systems.voice.sound import SoundSource
from systems.voice.soundtrack import Soundtrack
from systems.voice.visemes.net import VisemeNet

log = logging.getLogger("bunraku")


class Listening:
    """Begins to listen when the run begins, to something else when asked, and ends with the run.

    Parameters
    ----------
    mic : Mic
    heard : Heard
    soundtrack : Soundtrack
        Takes what is heard for a film.

    Attributes
    ----------
    wanted : str
        What is listened to now, as in ``--mic``.

    Raises
    ------
    DeviceError, FileError, DataError
        As `open_sound`.
    """

    def __init__(self, mic: Mic, heard: Heard, soundtrack: Soundtrack) -> None:
        self.wanted = mic.wanted
        self._mic, self._heard, self._soundtrack = mic, heard, soundtrack
        self._source: SoundSource | None = None
        self._listener: Listener | StepListener | None = None
        self._exchanging = threading.Lock()
        self._open(mic)

    def __str__(self) -> str:
        return "none" if self._source is None else f"{self._source}"

    def ask(self, wanted: str) -> None:
        """Listen to something else from now on; any thread may ask, and nobody waits for it."""
        self.wanted = wanted
        threading.Thread(target=self._exchange, daemon=True).start()

    def tick(self, clock: Clock, *, begun: bool) -> None:
        """Hear what is due.

        Parameters
        ----------
        clock : Clock
            A file begins with the first picture, so that a film's sound fits its pictures.
        begun : bool
            Whether there has been a picture.
        """
        if self._exchanging.acquire(blocking=False):  # a device may take long to open
            try:
                self._tick(clock, begun=begun)
            finally:
                self._exchanging.release()

    @property
    def over(self) -> bool:
        """Whether the sound has ended and nothing else is going on."""
        ends = self._mic.alone and not self._mic.choosable
        return ends and self._listener is not None and self._listener.ended

    def close(self) -> None:
        """Stop listening."""
        with self._exchanging:
            self._stop()

    def _tick(self, clock: Clock, *, begun: bool) -> None:
        source = self._source
        if source is None:
            return
        if self._listener is None and (begun or self._mic.alone or source.realtime):
            self._listener = self._begin(source, clock)
        if isinstance(self._listener, StepListener):
            self._listener.hear_until(clock.now)

    def _stop(self) -> None:
        listening, self._source, self._listener = self._listener or self._source, None, None
        self._soundtrack.listened = False
        if listening is not None:
            listening.close()

    def _open(self, mic: Mic) -> None:
        source = open_sound(mic)
        if source is not None:
            self._ear = Ear(VisemeNet(profile=mic.voice), Activity(), mic.gate)
            self._hearing = Hearing(mic.gain, mic.offset)
        self._source = source
        self._soundtrack.listened = source is not None

    def _exchange(self) -> None:
        with self._exchanging:
            self._stop()
            self._heard.put(silence(0.0))
            try:
                self._open(replace(self._mic, wanted=self.wanted, patient=True))
            except BunrakuError as error:
                log.warning("%s", error)

    def _begin(self, source: SoundSource, clock: Clock) -> Listener | StepListener:
        steps = clock.kind is ClockKind.STEP  # a file can then be heard ahead; live it is late
        hearer = Hearer(self._ear, self._hearing, "HQ" if steps else "LQ", self._soundtrack)
        listen = StepListener if steps else Listener
        return listen(source, hearer, self._heard, clock.now)


@system(Stage.VOICE)
def hear(
    speakers: Query[Mut[Speech]],
    listening: ResMut[Listening],
    heard: Res[Heard],
    clock: Res[Clock],
    ages: Res[Ages],
    stop: ResMut[Stop],
) -> None:
    """Write down what is heard; a run that only listens ends with the sound."""
    listening.tick(clock, begun=ages.samples > 0)
    for speaker in speakers:
        write_speech(speaker[Speech], heard.latest())
    if listening.over:
        stop.ask()


def write_speech(speech: Speech, now: HeardNow) -> None:
    """Put a row into `Speech`."""
    speech.visemes[...] = now.visemes
    speech.level[...] = now.level
    speech.voiced[...] = now.voiced
    speech.pitch[...] = now.pitch
    speech.captured_at[...] = now.captured_at


@system(Stage.VOICE, when=fresh(Replayed))
def hear_again(speakers: Query[Read[Speech]], heard: ResMut[Heard]) -> None:
    """Put what a session heard back into the slot, so that the mouth is driven as it was then."""
    for speaker in speakers:
        heard.put(read_speech(speaker[Speech]))


def read_speech(speech: Speech) -> HeardNow:
    """Return the row that `write_speech` put there."""
    return HeardNow(
        speech.visemes.copy(),
        float(speech.level),
        float(speech.voiced),
        float(speech.pitch),
        float(speech.captured_at),
    )


def replayed_voice_plugin(app: App) -> None:
    """Hear what was recorded, and nobody else."""
    app.insert(Heard()).add(hear_again)


def voice_plugin(app: App) -> None:
    """Listen to what the app's `Mic` names; its slot `Heard` is in both worlds."""
    mic = app.track.world.resource(Mic)
    app.insert(heard := Heard())
    if mic.wanted == "none" and not mic.choosable:
        return
    app.insert(soundtrack := Soundtrack())
    app.insert(listening := Listening(mic, heard, soundtrack))
    app.on_close(listening.close)
    app.track.world.spawn(Speech)
    app.track.world.insert(meter := OffsetMeter())
    app.on_close(meter.report)
    app.add(hear, compare_mouth_and_sound)
