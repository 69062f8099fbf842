"""A net of the user's own is calibrated by its own weights; a preset has no use for profiles."""

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from engine.__main__ import commands
from engine.errors import FileError, UsageError
from systems.solve.calibration.profile import read_profile
from systems.topology import SHAPE
from systems.track.patch_blendshapes import ORDER
from tests.footage import astronaut
from tests.systems.track.test_patch_blendshapes import by_numpy, write_net


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with a face and a net, where commands run."""
    monkeypatch.chdir(tmp_path)
    cv2.imwrite("face.jpg", astronaut())
    write_net("net.onnx")
    return tmp_path


def command(words):
    CliRunner().invoke(commands(), words.split(), catch_exceptions=False)


def test_the_rest_of_a_profile_is_that_of_the_net(place):
    own = "--model blendshapes=net.onnx"
    command(f"calibrate face.jpg --out me.toml {own}")
    rest = dict(zip(ORDER, by_numpy(np.zeros(450)), strict=True))
    shapes = read_profile(place / "me.toml").shapes
    told = {name: shapes[name].offset for name in rest if rest[name] > 0.1}
    assert len(told) > 5
    assert told == pytest.approx({name: rest[name] for name in told}, abs=0.05)
    command(f"track face.jpg --out raw.npz {own}")
    command(f"track face.jpg --out mine.npz {own} --user me.toml")
    raw, mine = (np.load(name)["blendshapes"][0] for name in ("raw.npz", "mine.npz"))
    columns = [SHAPE[name] for name in told]
    assert mine[columns].sum() < 0.2 * raw[columns].sum()


def test_a_net_that_is_not_there_is_refused_before_the_work(place):
    with pytest.raises(FileError, match=r"no file away\.onnx"):
        command("calibrate no-such-source --model blendshapes=away.onnx")


@pytest.mark.parametrize(
    "words",
    ["run --source none --headless --frames 2", "track a --out a.npz", "record s --frames 2"],
)
def test_a_profile_is_refused_with_the_preset_that_has_none(place, words):
    (place / "me.toml").write_text("")
    with pytest.raises(UsageError, match=r"--user me\.toml has no meaning with --preset mediapipe"):
        command(f"{words} --user me.toml --preset mediapipe")
