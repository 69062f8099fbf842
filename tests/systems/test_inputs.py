"""No file that a run reads is written over by what it writes."""

from dataclasses import replace

import pytest
from typer.testing import CliRunner

from engine.__main__ import commands
from engine.errors import FileError, UsageError
from systems.avatar.show import Show
from systems.inputs import files_of, require_outputs
from systems.launch import Launch
from systems.solve.calibration.settings import Calibration
from systems.solve.settings import SolveSettings
from systems.track.settings import TrackSettings
from systems.voice.mic import Mic

WRITTEN = {
    "film": lambda launch, out: replace(launch, show=replace(launch.show, film=out)),
    "screenshot": lambda launch, out: replace(launch, show=replace(launch.show, screenshot=out)),
    "trace": lambda launch, out: replace(launch, trace=out),
}

COMMANDS = [
    "run --source none --mic in.mp4 --headless --record in.mp4",
    "run --source in.mp4 --headless --record ./in.mp4",
    "run --source pictures --headless --screenshot pictures/in.png",
    "run --source none --headless --script in.py --trace in.py",
    "track in.npz --out in.npz",
    "track in.mp4 --out new.npz --trace in.mp4",
    "lipsync in.mp4 --out in.mp4",
    "lipsync in.mp4 --phones in.tsv --out in.tsv",
    "lipsync in.mp4 --text in.csv --out in.csv",
    "lipsync in.mp4 --avatar in.webm --out in.webm",
    "train visemes --adapt in.npz --out in.npz",
    "train visemes --adapt in.mp4 --text in.npz --out in.npz",
    "train pose --video in.toml --out in.toml",
    "train pose --avatar in.toml --out in.toml",
    "evaluate --video in.mp4 --json in.mp4",
    "evaluate --avatar in.toml --json in.toml",
    "evaluate --video in.md --report in.md",
    "replay session --headless --screenshot session/in.png",
    "report session --out session/session.json",
    "avatar show in.png --out in.png",
    "avatar sheet in.png --out in.png",
    "avatar export in.glb in.glb",
]


@pytest.fixture
def launch(tmp_path):
    """A run that reads a file for each of its options, called as the option."""

    def file(name, content=b""):
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return Launch(
        source=str(file("source")),
        mic=Mic(wanted=str(file("mic.wav")), voice=file("voice")),
        calibration=Calibration(file("user.toml")),
        solve=SolveSettings(str(file("pose"))),
        track=TrackSettings(models={"mesh": file("mesh")}),
        scripts=(file("script"),),
        show=Show(avatar=str(file("avatar")), background=str(file("wall"))),
    )


@pytest.mark.parametrize("written", WRITTEN)
def test_every_file_that_is_read_is_kept_from_everything_that_is_written(launch, tmp_path, written):
    read = sorted(tmp_path.iterdir())
    assert len(read) == 9
    for path in read:
        with pytest.raises(UsageError, match=f"{path.name}: it is read"):
            require_outputs(WRITTEN[written](launch, path))
    require_outputs(WRITTEN[written](launch, tmp_path / "new"))


def test_a_table_is_kept_apart_too(launch, tmp_path):
    with pytest.raises(UsageError, match="source: it is read"):
        require_outputs(launch, tmp_path / "source")
    require_outputs(launch, tmp_path / "table.npz")


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_refuses_to_write_over_what_it_reads(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in ("pictures", "session"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "in.png").write_bytes(b"kept")
    (tmp_path / "session" / "session.json").write_bytes(b"kept")
    for suffix in ("mp4", "py", "npz", "tsv", "csv", "webm", "toml", "md", "png", "glb"):
        (tmp_path / f"in.{suffix}").write_bytes(b"kept")
    with pytest.raises(UsageError, match="it is read"):
        CliRunner().invoke(commands(), words.split(), catch_exceptions=False)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.read_bytes() for path in files} == {b"kept"}
    assert len(files) == 13


def test_a_screenshot_that_cannot_be_written_is_refused(launch, tmp_path):
    with pytest.raises(FileError, match="no folder"):
        require_outputs(WRITTEN["screenshot"](launch, tmp_path / "away" / "a.png"))


def test_two_outputs_of_one_name_are_refused(launch, tmp_path):
    both = WRITTEN["film"](WRITTEN["trace"](launch, tmp_path / "a.mp4"), tmp_path / "a.mp4")
    with pytest.raises(UsageError, match="two things"):
        require_outputs(both)


def test_a_trace_that_cannot_be_written_is_refused(launch, tmp_path):
    with pytest.raises(FileError, match="no folder"):
        require_outputs(replace(launch, trace=tmp_path / "away" / "a"))


def test_of_a_folder_its_pictures_or_its_session_are_read_and_nothing_else(tmp_path):
    names = {"1.png", "2.JPG", "session.json", "chunk_00000.npz"}
    for name in (*names, "film.mp4", "report.html"):
        (tmp_path / name).write_bytes(b"")
    assert {path.name for path in files_of(str(tmp_path))} == {tmp_path.name, *names}


def test_who_performs_is_read():
    assert files_of("actor:me.vrm")[0].name == "me.vrm"
