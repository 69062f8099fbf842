"""`train visemes` from the command line."""

import tomllib
import wave

import numpy as np
import pytest
from typer.testing import CliRunner

from engine.errors import FileError, UsageError
from systems.topology import VISEME
from systems.voice.framing import RATE
from systems.voice.visemes import cli, festival
from systems.voice.visemes.cli import train
from systems.voice.visemes.net import VisemeNet, visemes
from systems.voice.visemes.place import PASSAGE
from systems.voice.visemes.profile import order_voice
from systems.voice.visemes.recipe import Synthesizer
from systems.voice.visemes.voices import require

RUN = CliRunner()


def test_a_tiny_corpus_makes_a_net_and_its_log(engine, tmp_path):
    out = tmp_path / "tiny.onnx"
    words = ["visemes", "--voices", "espeak", "--sentences", "13", "--steps", "150"]
    done = RUN.invoke(train, [*words, "--out", str(out)], catch_exceptions=False)
    assert done.exit_code == 0
    log = tomllib.loads(out.with_suffix(".toml").read_text())
    assert log["bytes"] == out.stat().st_size < 300_000
    assert log["corpus"]["seconds_read"].keys() == {"espeak-ng"}
    assert log["versions"]["espeak-ng"]
    assert log["left_out"]["espeak-ng"]["visemes"] > log["left_out"]["espeak-ng"]["majority"]
    told = visemes(np.zeros(RATE, np.float32), VisemeNet(out)).argmax(axis=1)
    assert (told == VISEME["sil"]).all()


def test_all_voices_that_are_missing_are_named_before_any_speaks(monkeypatch, tmp_path):
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr("ctypes.util.find_library", lambda _: None)
    with pytest.raises(FileError) as refused:
        RUN.invoke(train, ["visemes", "--out", str(tmp_path / "n.onnx")], catch_exceptions=False)
    voices = "festvox-kallpc16k festvox-kdlpc16k festvox-us-slt-hts"
    assert f"apt-get install festival {voices} flite libespeak-ng1" in refused.value.fix


def test_of_festival_only_the_voices_that_it_lacks_are_named(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: name)
    monkeypatch.setattr(festival, "_said", lambda *_: "(cmu_us_slt_arctic_hts kal_diphone)")
    with pytest.raises(FileError, match=r"not installed: festvox-kdlpc16k\n"):
        require([Synthesizer.FESTIVAL, Synthesizer.FLITE])


def test_the_passage_is_printed():
    done = RUN.invoke(train, ["visemes", "--passage"])
    assert PASSAGE.read_text() in done.output


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--out", "net.txt"], UsageError),
        (["--out", "none/net.onnx"], FileError),
        (["--adapt", "me.wav", "--out", "me.onnx"], UsageError),
        (["--adapt", "me.wav", "--out", "./me"], UsageError),
        (["--adapt", "none.wav", "--out", "me.npz"], FileError),
        (["--adapt", "none.wav"], FileError),
        (["--data", "none"], FileError),
        (["--passage", "--out", "me"], UsageError),
        (["--passage", "--adapt", "me.wav"], UsageError),
        (["--passage", "--vowels"], UsageError),
        (["--passage", "--seed", "0"], UsageError),
        (["--vowels"], UsageError),
        (["--text", "me.txt"], UsageError),
        (["--adapt", "me.wav", "--out", "me", "--seed", "0"], UsageError),
        (["--adapt", "me.wav", "--out", "me", "--vowels", "--text", "me.txt"], UsageError),
    ],
)
def test_what_cannot_work_is_refused_before_the_work(tmp_path, monkeypatch, words, error):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error):
        RUN.invoke(train, ["visemes", *words], catch_exceptions=False)


def test_without_a_name_a_profile_and_a_net_are_written_where_one_is(monkeypatch):
    written = []
    for writer in ("fit", "train_anew"):
        monkeypatch.setattr(cli, writer, lambda *given, **_: written.append(str(given[-1])))
    for words in (["--adapt", "me.wav"], []):
        assert RUN.invoke(train, ["visemes", *words], catch_exceptions=False).exit_code == 0
    assert written == ["voice.npz", "visemes.onnx"]


def test_five_vowels_in_a_file_make_a_profile_in_the_users_folder(tmp_path, monkeypatch):
    """Buzzes of five heights stand for vowels: only their order and their pauses are needed."""
    time = np.arange(RATE) / RATE
    quiet = np.zeros(RATE // 2)
    parts = [np.sign(np.sin(2 * np.pi * hertz * time)) * 0.3 for hertz in (100, 150, 200, 250, 300)]
    content = np.concatenate([quiet, *(x for part in parts for x in (part, quiet))])
    with wave.open(str(tmp_path / "me.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes((content * 32767).astype("<i2").tobytes())
    monkeypatch.setenv("BUNRAKU_SETTINGS", str(tmp_path))
    words = ["visemes", "--adapt", str(tmp_path / "me.wav"), "--vowels", "--out", "me"]
    assert RUN.invoke(train, words, catch_exceptions=False).exit_code == 0
    assert order_voice("me") == tmp_path / "voices" / "me.npz"
    assert VisemeNet(profile=order_voice("me")).push(np.zeros((9, 40), np.float32)).shape == (4, 15)
