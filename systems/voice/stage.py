"""The VOICE stage: what is heard, beside what is seen."""

from __future__ import annotations

from engine import Ages, App, Clock, ClockKind, Mut, Query, Res, ResMut, Stage, Stop, system
from systems.components import Speech
from systems.voice.activity import Activity
from systems.voice.ear import Ear
from systems.voice.heard import Heard, HeardNow
from systems.voice.hearing import Hearer, Hearing
from systems.voice.listener import Listener, StepListener
from systems.voice.mic import Mic, open_sound
from systems.voice.sound import SoundSource
from systems.voice.soundtrack import Soundtrack
from systems.voice.visemes.net import VisemeNet


class Listening:
    """Begins to listen when the run begins, and ends with it.

    Parameters
    ----------
    mic : Mic
    heard : Heard
    source : SoundSource
        What `mic` names, opened.
    soundtrack : Soundtrack
        Takes what is heard for a film.
    """

    def __init__(self, mic: Mic, heard: Heard, source: SoundSource, soundtrack: Soundtrack) -> None:
        ear = Ear(VisemeNet(), Activity(), mic.gate)
        quality = "LQ" if source.realtime else "HQ"
        self._hearer = Hearer(ear, Hearing(mic.gain, mic.offset), quality, soundtrack)
        self._heard, self._source, self._alone = heard, source, mic.alone
        self._listener: Listener | StepListener | None = None

    def tick(self, clock: Clock, *, begun: bool) -> None:
        """Hear what is due.

        Parameters
        ----------
        clock : Clock
            A file begins with the first picture, so that a film's sound fits its pictures.
        begun : bool
            Whether there has been a picture.
        """
        if self._listener is None and (begun or self._alone or self._source.realtime):
            self._listener = self._begin(clock)
        if isinstance(self._listener, StepListener):
            self._listener.hear_until(clock.now)

    @property
    def over(self) -> bool:
        """Whether the sound has ended and nothing else is going on."""
        return self._alone and self._listener is not None and self._listener.ended

    def close(self) -> None:
        """Stop listening."""
        (self._listener or self._source).close()

    def _begin(self, clock: Clock) -> Listener | StepListener:
        listen = StepListener if clock.kind is ClockKind.STEP else Listener
        return listen(self._source, self._hearer, self._heard, clock.now)


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


def voice_plugin(app: App) -> None:
    """Listen to what the app's `Mic` names; its slot `Heard` is in both worlds."""
    mic = app.track.world.resource(Mic)
    source = open_sound(mic)
    app.insert(heard := Heard())
    if source is None:
        return
    app.insert(soundtrack := Soundtrack())
    listening = Listening(mic, heard, source, soundtrack)
    app.on_close(listening.close)
    app.track.world.insert(listening)
    app.track.world.spawn(Speech)
    app.add(hear)
