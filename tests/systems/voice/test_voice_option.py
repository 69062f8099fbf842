"""`--voice`: a profile by name or file changes what is heard, live and offline, or is refused."""

from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from engine import Clock, Res, Stage, run_step, system
from engine.__main__ import commands
from engine.errors import DataError, FileError, ModelError, UsageError
from systems.avatar.show import Show
from systems.launch import Launch, build
from systems.voice.framing import RATE
from systems.voice.heard import Heard
from systems.voice.lipsync.recording import Method, Recording
from systems.voice.mic import MicWords, own_mic
from systems.voice.settings import SoundSettings
from systems.voice.visemes.adaptation import adapt
from systems.voice.visemes.corpus import joined
from systems.voice.visemes.espeak import Espeak
from systems.voice.visemes.place import SHIPPED
from systems.voice.visemes.voices import sentences
from tests.systems.voice.test_sound_file import clicks, encode, write_wav
from tests.systems.voice.visemes.small_voice import small


@pytest.fixture(scope="module")
def engine():
    try:
        return Espeak()
    except FileError as error:
        pytest.skip(f"needs the Debian package espeak-ng: {error}")


@pytest.fixture(scope="module")
def profile(engine):
    """Return what fits the net to the small voice, after half a minute of it."""
    heard = joined([small(engine, text) for text in sentences()[:12]], np.random.default_rng(1))
    return adapt(SHIPPED, heard)


@pytest.fixture(scope="module")
def said(engine):
    """Return other sentences of the small voice."""
    spoken = [small(engine, text) for text in sentences()[60:66]]
    return joined(spoken, np.random.default_rng(2))


@pytest.fixture
def ann(profile, tmp_path, monkeypatch):
    """Keep the profile as the voice `ann` of the user; return its file."""
    monkeypatch.setenv("BUNRAKU_SETTINGS", str(tmp_path))
    (tmp_path / "voices").mkdir()
    profile.save(tmp_path / "voices" / "ann.npz")
    return tmp_path / "voices" / "ann.npz"


@pytest.fixture
def sound(said, tmp_path):
    return write_wav(tmp_path / "said.wav", said.samples, RATE)


def right(visemes, times, said):
    """Return the share of rows that tell what is said at their times, s."""
    true = said.visemes[np.searchsorted(said.ends, times)]
    return (np.asarray(visemes).argmax(axis=1) == true).mean()


def heard_live(sound, voice, said):
    """Return the share of right rows in the slot of a run of `--source none --mic FILE`."""
    rows = []

    @system(Stage.OUTPUT)
    def look(heard: Res[Heard], clock: Res[Clock]) -> None:
        rows.append(heard.latest())

    mic = MicWords(str(sound), voice=voice).order(SoundSettings(), "none")
    show = Show(headless=True, size=(64, 64))
    run_step(build(Launch(source="none", show=show, mic=mic)).add(look), None)
    return right([row.visemes for row in rows], [row.captured_at for row in rows], said)


@pytest.mark.gl
def test_a_run_hears_a_small_voice_better_by_its_profile(ann, sound, said):
    assert heard_live(sound, "ann", said) > heard_live(sound, None, said) + 0.05


def test_lipsync_hears_a_small_voice_better_by_its_profile(ann, sound, said, tmp_path):
    shares = {}
    for words in ((), ("--voice", "ann"), ("--voice", str(ann))):
        out = tmp_path / "said.npz"
        command = ["lipsync", str(sound), "--out", str(out), "--fps", "100", *words]
        assert CliRunner().invoke(commands(), command, catch_exceptions=False).exit_code == 0
        with np.load(out) as table:
            shares[words[1:]] = right(table["visemes"], table["time"], said)
    assert shares["ann",] == shares[str(ann),] > shares[()] + 0.04


def test_a_video_that_is_tracked_is_heard_by_the_profile(ann, sound):
    assert own_mic(str(sound), "ann").voice == ann


def test_a_video_that_is_tracked_can_be_listened_to_or_not(sound, tmp_path):
    other = write_wav(tmp_path / "other.wav", np.zeros(RATE, np.float32), RATE)
    heard = [own_mic(str(sound), mic=mic).wanted for mic in (None, "none", str(other))]
    assert heard == [str(sound), "none", str(other)]
    with pytest.raises(UsageError, match="--mic auto has its own pace"):
        own_mic(str(sound), mic="auto")


def test_a_video_is_tracked_without_the_model_that_hears_speech(tmp_path, monkeypatch):
    def missing():
        msg = "the model silero is not here"
        raise ModelError(msg, fix="fetch it")

    monkeypatch.setattr("systems.voice.stage.Activity", missing)
    video = encode(tmp_path / "a.mp4", clicks(48000), 48000, "aac", picture=True)
    words = ["track", str(video), "--out", str(tmp_path / "a.csv")]
    with pytest.raises(ModelError):
        CliRunner().invoke(commands(), words, catch_exceptions=False)
    done = CliRunner().invoke(commands(), [*words, "--mic", "none"], catch_exceptions=False)
    assert done.exit_code == 0
    assert (tmp_path / "a.csv").exists()


def test_a_profile_is_refused_where_nothing_is_listened_to(ann, sound, tmp_path):
    table = ["--out", str(tmp_path / "a.npz")]
    for command in (
        ["run", "--source", "none", "--headless", "--voice", "ann"],
        ["run", "--source", "none", "--headless", "--voice", "ann", "--mic", "none"],
        ["record", "--voice", "ann", str(tmp_path / "session")],
        ["track", "actor", "--voice", "ann", *table],
        ["track", str(sound), "--mic", "none", "--voice", "ann", *table],
    ):
        with pytest.raises(UsageError, match="--voice ann counts for nothing") as refused:
            CliRunner().invoke(commands(), command, catch_exceptions=False)
        assert str(refused.value).count("\n") == 1


def test_a_profile_waits_for_the_microphone_that_is_chosen_in_a_window(ann):
    assert MicWords(voice="ann").order(SoundSettings(), "none", choosable=True).voice == ann


@pytest.mark.parametrize("wanted", ["eve", "eve.npz", "an n"])
def test_a_voice_that_is_not_there_or_cannot_be_meant_is_refused(ann, wanted):
    with pytest.raises((FileError, UsageError), match=wanted) as refused:
        MicWords(voice=wanted).order(SoundSettings(), "none")
    assert str(refused.value).count("\n") == 1


def test_a_profile_of_another_net_is_refused_before_anything_starts(ann, profile, tmp_path):
    replace(profile, net="another").save(ann)
    for command in (
        ["run", "--source", "none", "--mic", "no such file.wav", "--voice", "ann", "--headless"],
        ["record", "--voice", "ann", str(tmp_path / "session")],
        ["track", "no such video.mp4", "--voice", "ann", "--out", str(tmp_path / "a.npz")],
        ["lipsync", "no such file.wav", "--voice", "ann", "--out", str(tmp_path / "a.npz")],
    ):
        with pytest.raises(DataError, match=r"ann\.npz was made for another net") as refused:
            CliRunner().invoke(commands(), command, catch_exceptions=False)
        assert str(refused.value).count("\n") == 1


@pytest.mark.parametrize("others", [{"method": Method.PHONES}, {"text": "a"}, {"phones": "a"}])
def test_a_profile_is_of_no_use_to_what_is_not_heard_by_the_net(ann, others):
    with pytest.raises(UsageError, match="is for the net"):
        Recording(sound=ann, voice=ann, **others).way()
