import threading
import time

import numpy as np
import pytest
from rich.console import Console

from engine import App, Clock, ClockKind, Res, Stage, monotonic, run_live, run_step, system
from engine.errors import DeviceError, FileError, UsageError
from systems.avatar.desk.effects import microphone_words
from systems.avatar.desk.menu import Choice
from systems.avatar.desk.menu_rows import menu_rows
from systems.avatar.desk.settings import parse_settings
from systems.components import Speech
from systems.launch import Launch
from systems.launch import run as launch_run
from systems.voice import stage
from systems.voice.activity import Activity
from systems.voice.ear import Ear
from systems.voice.heard import Heard, silence
from systems.voice.hearing import Hearer, Hearing
from systems.voice.level import SILENCE
from systems.voice.listener import Listener, StepListener
from systems.voice.mic import Mic, MicWords, open_sound
from systems.voice.portaudio import MicrophoneInfo
from systems.voice.settings import SoundSettings
from systems.voice.soundtrack import Soundtrack
from systems.voice.stage import Listening, voice_plugin
from tests.systems.voice.fakes import AA, Blocks, LoudnessNet
from tests.systems.voice.speech import SENTENCES, espeak
from tests.systems.voice.test_sound_file import write_wav


class Still:
    """A picture source without pictures to look at: samples at 30 Hz."""

    realtime = False

    def __init__(self, count, begins=0.0):
        self._times = iter(begins + np.arange(count) / 30)

    def read(self):
        at = next(self._times, None)
        return None if at is None else Still.Sample(float(at))

    def close(self):
        pass

    class Sample:
        def __init__(self, captured_at):
            self.captured_at = captured_at

        def release(self):
            pass


@pytest.fixture
def net(monkeypatch):
    """Use a net whose visemes are known."""
    monkeypatch.setattr("systems.voice.stage.VisemeNet", lambda profile: LoudnessNet())  # noqa: ARG005


@pytest.fixture
def speech(tmp_path):
    samples = np.concatenate([np.zeros(4800, np.float32), espeak(SENTENCES[1])])
    return write_wav(tmp_path / "speech.wav", samples, 16000)


def app_that_hears(mic):
    """Return an app and the list into which it puts (time, row) of every tick."""
    seen = []

    @system(Stage.OUTPUT)
    def look(heard: Res[Heard], clock: Res[Clock]) -> None:
        seen.append((clock.now, heard.latest()))

    app = App().insert(mic).add(voice_plugin)
    return app.add(look), seen


def values(seen):
    rows = [(now, *row.visemes, row.level, row.voiced, row.captured_at) for now, row in seen]
    return np.array(rows)


def test_in_steps_every_picture_has_the_sound_of_its_time(net, speech):
    app, seen = app_that_hears(Mic(wanted=str(speech)))
    run_step(app, Still(60))
    late = np.array([now - row.captured_at for now, row in seen[2:]])
    assert (late >= 0).all()
    assert (late <= 0.01).all()
    assert max(row.visemes[AA] for _, row in seen) > 0.3


def test_two_runs_in_steps_are_equal_to_the_bit(net, speech):
    runs = []
    for _ in range(2):
        app, seen = app_that_hears(Mic(wanted=str(speech)))
        run_step(app, Still(60))
        runs.append(values(seen))
    assert np.array_equal(*runs)


def test_sound_begins_with_the_first_picture_whatever_its_time(net, speech):
    app, early = app_that_hears(Mic(wanted=str(speech)))
    run_step(app, Still(40))
    app, later = app_that_hears(Mic(wanted=str(speech)))
    run_step(app, Still(40, begins=1000.0))
    assert np.allclose(values(early)[2:, 1:-1], values(later)[2:, 1:-1])


def test_a_run_without_pictures_ends_with_its_sound(net, speech):
    app, seen = app_that_hears(Mic(wanted=str(speech), alone=True))
    run_step(app, None)
    seconds = seen[-1][0]
    assert seconds == pytest.approx(0.3 + len(espeak(SENTENCES[1])) / 16000, abs=0.1)
    assert seen[-1][1].level == SILENCE


def test_speech_is_written_beside_the_slot(net, speech):
    app, seen = app_that_hears(Mic(wanted=str(speech)))
    run_step(app, Still(30))
    store = app.track.world.register(Speech)
    (row,) = np.flatnonzero(store.present)
    assert store.columns["captured_at"][row] == seen[-1][1].captured_at
    assert np.array_equal(store.columns["visemes"][row], seen[-1][1].visemes)


def test_live_without_a_camera_a_file_is_heard_at_its_own_pace(net, tmp_path):
    sound = np.tile(espeak("aah"), 4)[:16000]
    path = write_wav(tmp_path / "a.wav", sound, 16000)
    app, seen = app_that_hears(Mic(wanted=str(path), alone=True))
    began = monotonic()
    run_live(app, None)
    assert 1.0 <= monotonic() - began < 5.0
    ages = np.array([now - row.captured_at for now, row in seen if row.level > SILENCE])
    assert len(ages) > 10  # 50 on a machine that does nothing else
    assert np.percentile(ages, 5) > 0.05
    assert max(row.visemes[AA] for _, row in seen) > 0.2


def test_sound_goes_on_when_the_camera_is_gone(net, tmp_path):
    class Unplugged(Still):
        """Gives three pictures, then hangs as a lost camera does."""

        realtime = True

        def __init__(self):
            super().__init__(3)
            self._closed = threading.Event()

        def read(self):
            sample = super().read()
            if sample is None:
                self._closed.wait()
            else:
                sample.captured_at = monotonic()
            return sample

        def close(self):
            self._closed.set()

    path = write_wav(tmp_path / "a.wav", np.tile(espeak("aah"), 4)[:16000], 16000)
    app, seen = app_that_hears(Mic(wanted=str(path)))
    camera = Unplugged()
    threading.Timer(1.5, lambda: (app.stop.ask(), camera.close())).start()
    run_live(app, camera)
    later = [row.captured_at for now, row in seen if now > seen[0][0] + 0.3]
    assert len(set(later)) > 10


class Kept(Heard):
    """A slot that remembers what was put into it, and when."""

    def __init__(self):
        super().__init__()
        self.rows = []

    def put(self, now):
        super().put(now)
        self.rows.append((monotonic(), now))


def never(_rows):
    return False


def listened(source, enough=never, offset=0.0):
    """Return what is heard until that is enough or the source ends, and the listener."""
    heard = Kept()
    hearer = Hearer(Ear(LoudnessNet(), Activity()), Hearing(offset=offset))
    listener = Listener(source, hearer, heard, monotonic())
    deadline = monotonic() + 20
    while not (listener.ended or enough(heard.rows)):
        assert monotonic() < deadline, "it goes on and on"
        time.sleep(0.005)
    rows = list(heard.rows)
    listener.close()
    return rows, listener


def test_a_mouth_does_not_freeze_open_when_the_microphone_falls_silent():
    class Cut(Blocks):
        def read(self, timeout):
            block = super().read(timeout)
            self.ended = False
            if block is None:
                time.sleep(timeout)
                return None
            time.sleep(0.01)
            return block._replace(captured_at=monotonic())

    loud = np.random.default_rng(8).normal(0, 0.3, 4800).astype(np.float32)
    rows, _ = listened(Cut(loud, realtime=True), lambda rows: len(rows) > 20 and hushed(rows))
    assert max(row.level for _, row in rows) > -20


def hushed(rows):
    return bool(rows) and rows[-1][1].level == SILENCE


@pytest.mark.parametrize("offset", [0.0, 0.3])
def test_live_an_offset_holds_the_mouth_back(offset):
    sound = np.concatenate([np.zeros(4800), np.full(1600, 0.5), np.zeros(16000)])
    rows, listener = listened(Blocks(sound.astype(np.float32)), offset=offset)
    first = next(row for _, row in rows if row.level > -20)
    assert first.captured_at - listener._origin == pytest.approx(0.3 + offset, abs=0.02)
    late = [at - row.captured_at for at, row in rows[:-10]]  # the end of a file needs no net
    assert 0 <= min(late) < 0.15  # a machine that stalls tells some later
    assert hushed(rows)


def test_a_source_that_fails_is_said_and_leaves_silence(caplog):
    class Broken(Blocks):
        def read(self, timeout):  # noqa: ARG002
            msg = "the cable burns"
            raise OSError(msg)

    source = Broken(np.zeros(160))
    rows, listener = listened(source)
    assert listener.ended
    assert source.closed
    assert "listening failed: OSError: the cable burns" in caplog.text
    assert hushed(rows)


def test_the_slot_is_silent_before_anything_is_heard():
    row = Heard().latest()
    assert row.visemes[0] == 1
    assert (row.level, row.voiced, row.pitch) == (SILENCE, 0, 0)
    assert silence(3.0).captured_at == 3.0


def test_in_steps_a_block_is_heard_only_when_it_is_needed():
    source = Blocks(np.zeros(32000, np.float32))
    hearer = Hearer(Ear(LoudnessNet(), Activity()), Hearing())
    listener = StepListener(source, hearer, Heard(), 0.0)
    listener.hear_until(0.5)
    assert source._read / 16000 < 0.7


def test_without_a_microphone_there_is_only_a_silent_slot():
    app = App().insert(Mic()).add(voice_plugin)
    assert app.draw.world.resource(Heard).latest().level == SILENCE
    assert [s.name for s in app.track.systems] == []


@pytest.mark.parametrize(
    ("wanted", "live"),
    [
        ("none", False),
        ("auto", True),
        ("3", True),
        ("Yeti", True),
        ("a.wav", False),
        ("USB Audio 2.0", True),
        ("Mic (2.0 Device)", True),
    ],
)
def test_what_is_no_file_is_a_microphone(wanted, live):
    assert Mic(wanted=wanted).live is live


def test_words_go_before_settings_and_a_kept_microphone_may_be_missing():
    kept = SoundSettings(mic="Yeti", gain=6.0, offset=40.0)
    assert MicWords().order(kept, "none") == Mic(
        wanted="Yeti", gain=6.0, offset=0.04, patient=True, alone=True
    )
    said = MicWords("auto", gain=0.0, loop=True).order(kept, "0")
    assert said == Mic(wanted="auto", gain=0.0, offset=0.04, loop=True)


def test_nobody_is_listened_to_who_has_not_asked_for_it():
    assert MicWords().order(parse_settings("", "a.toml").sound, "auto").wanted == "none"


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path):
    with pytest.raises(FileError, match="there is no file"):
        open_sound(Mic(wanted=str(tmp_path / "missing.wav")))
    with pytest.raises(FileError, match="is a folder"):
        open_sound(Mic(wanted=str(tmp_path)))


def test_a_microphone_is_refused_on_the_step_clock():
    order = Launch(source="none", mic=Mic(wanted="auto"), clock=ClockKind.STEP)
    with pytest.raises(UsageError, match="has its own pace"):
        launch_run(order, Console(quiet=True))


def test_a_microphone_that_fails_ends_the_start_with_its_error(monkeypatch):
    def refuse(_mic):
        msg = "there is no microphone"
        raise DeviceError(msg, fix="connect one")

    monkeypatch.setattr(stage, "open_sound", refuse)
    with pytest.raises(DeviceError, match="no microphone"):
        App().insert(Mic(wanted="auto")).add(voice_plugin)


class Patter(Blocks):
    """A microphone that hears the same loud noise for ever."""

    def __init__(self):
        super().__init__(np.random.default_rng(9).normal(0, 0.2, 1600).astype(np.float32))
        self.realtime = True

    def read(self, timeout):
        time.sleep(0.01)
        self._read = self._read % 1600 if not self.closed else 1600
        block = super().read(timeout)
        return None if block is None else block._replace(captured_at=monotonic())


def test_another_microphone_is_taken_while_it_runs(net, monkeypatch):
    first, second = Patter(), Patter()
    opened = {"none": None, "auto": first, "Yeti": second}
    monkeypatch.setattr(stage, "open_sound", lambda mic: opened[mic.wanted])
    app = App().insert(Mic(choosable=True)).add(voice_plugin)
    heard, listening = app.draw.world.resource(Heard), app.draw.world.resource(Listening)
    clock = Clock(ClockKind.LIVE)
    for wanted, there in (
        ("auto", lambda: heard.latest().level > SILENCE),
        ("Yeti", lambda: first.closed and heard.latest().level > SILENCE),
        ("none", lambda: second.closed and heard.latest().level == SILENCE),
    ):
        listening.ask(wanted)
        deadline = time.monotonic() + 20
        while not there():
            assert time.monotonic() < deadline, f"{wanted} is not listened to"
            listening.tick(clock, begun=False)
            time.sleep(0.01)
    app.close()


def test_a_choice_that_cannot_be_opened_is_said_and_leaves_silence(net, monkeypatch, caplog):
    def refuse(mic):
        if mic.wanted == "none":
            return
        msg = "voice.mp3 has no sound in it"
        raise FileError(msg, fix="give a file with sound")

    monkeypatch.setattr(stage, "open_sound", refuse)
    listening = Listening(Mic(choosable=True), heard := Heard(), Soundtrack())
    listening.ask("voice.mp3")
    deadline = time.monotonic() + 20
    while "has no sound" not in caplog.text:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert heard.latest().captured_at == 0


def test_films_are_told_whether_anybody_is_listened_to(net, speech):
    listening = Listening(Mic(wanted=str(speech)), Heard(), soundtrack := Soundtrack())
    assert soundtrack.listened
    listening.ask("none")
    deadline = time.monotonic() + 20
    while soundtrack.listened:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    listening.close()


def test_the_panel_offers_microphones_where_somebody_can_listen(monkeypatch):
    found = [MicrophoneInfo(3, "Yeti", "ALSA", 1, 48000, True)] * 2
    monkeypatch.setattr("systems.avatar.desk.effects.microphones", lambda: found)
    assert microphone_words() == ["none", "auto", "Yeti"]
    rest = {"source": None, "avatar": ("hana", ["hana"]), "mirror": False, "smoothing": None}
    rows = menu_rows(**rest, gain={}, microphone=("Jeti", microphone_words()))
    assert Choice(("sound", "mic"), "Microphone", ("Jeti", "none", "auto", "Yeti"), "Jeti") in rows
    assert not [row for row in menu_rows(**rest, gain={}) if row.label == "Microphone"]
