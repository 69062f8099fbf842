"""The scripts that come with the program run, and do what they say."""

import re

import av
import cv2
import numpy as np
import pytest

from tests.e2e.program import ROOT, save, succeed
from tests.footage import astronaut

SCRIPTS = ROOT / "assets" / "scripts"
SIZE = 240


@pytest.fixture(scope="module")
def smile(tmp_path_factory):
    """A picture of a smiling woman with her head tipped by 20 degrees."""
    picture = astronaut()
    turn = cv2.getRotationMatrix2D((220, 120), 20, 1.0)
    tipped = cv2.warpAffine(picture, turn, (512, 512), borderMode=cv2.BORDER_REPLICATE)
    return save(tipped, tmp_path_factory.mktemp("smile") / "smile.png")


def puppet(smile, place, *scripts):
    """Return the last picture of the puppet that follows the smile, (H, W, 3) RGB."""
    words = ["--source", smile, "--loop", "--frames", 30, "--headless", "--strict"]
    words += ["--window", f"{SIZE}x{SIZE}", "--record", "film.mp4"]
    for script in scripts:
        words += ["--script", SCRIPTS / script]
    succeed(*words, cwd=place)
    with av.open(str(place / "film.mp4")) as film:
        *_, last = film.decode(video=0)
    side_by_side = last.to_ndarray(format="rgb24").astype(float)
    halves = np.split(side_by_side, 2, axis=1)
    return halves[1]


@pytest.fixture(scope="module")
def plain(smile, tmp_path_factory):
    return puppet(smile, tmp_path_factory.mktemp("plain"))


ANY_AVATAR = sorted(
    path.name for path in SCRIPTS.glob("*.py") if "--avatar" not in path.read_text("utf-8")
)
"""The others name parts of a file, and run in tests/gl/test_rigs.py."""


@pytest.mark.parametrize("script", ANY_AVATAR)
def test_every_script_runs_sixty_frames_strictly(script, tmp_path):
    words = ("--source", "actor", "--headless", "--frames", "60", "--window", "64x64", "--strict")
    succeed(*words, "--script", SCRIPTS / script, cwd=tmp_path)


def test_a_smile_brings_colour_to_the_cheeks_and_to_nothing_else(smile, plain, tmp_path):
    change = puppet(smile, tmp_path, "blush.py") - plain
    redder = change[..., 0] - change[..., 1:].mean(axis=2)
    assert redder.max() > 8
    assert 0.005 < (redder > 4).mean() < 0.3


def test_a_level_head_stays_upright(smile, plain, tmp_path):
    level = puppet(smile, tmp_path, "level_head.py")
    # What is drawn of an upright head is nearly its own mirror image; of a tipped one it is not.
    assert asymmetry(level) < 0.5 * asymmetry(plain)


def asymmetry(picture):
    return np.abs(cv2.GaussianBlur(picture - picture[:, ::-1], (0, 0), 3)).mean()


def test_the_ten_lines_in_the_readme_are_the_script():
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert (SCRIPTS / "blush.py").read_text() in blocks
