"""calibrate from the outside: pictures, a video, and what it refuses."""

import tomllib

import cv2
import numpy as np
import pytest

from systems.launch import Launch
from systems.solve.calibration.settings import Calibration
from tests.e2e.program import run, succeed
from tests.e2e.test_allocation import offenders
from tests.footage import astronaut, talking_face


@pytest.fixture
def pictures(tmp_path):
    """A folder with a neutral face, one extreme and one picture of something else."""
    folder = tmp_path / "faces"
    folder.mkdir()
    for name in ("neutral.jpg", "mouthSmile.jpg", "holiday.jpg"):
        cv2.imwrite(str(folder / name), astronaut())
    return folder


def weights(path):
    return np.load(path)["blendshapes"]


def test_pictures_become_a_profile_that_takes_the_rest_off(pictures, tmp_path):
    done = succeed("calibrate", "faces", "--out", "me.toml", cwd=tmp_path)
    assert "passed over: holiday.jpg" in done.stdout
    assert "saved: me.toml" in done.stdout
    assert "not at rest, it shows" in done.stdout
    assert "mouthSmileLeft" in done.stdout.split("it shows")[1]
    profile = tomllib.loads((tmp_path / "me.toml").read_text())
    smile = profile["shapes"]["mouthSmileLeft"]
    assert smile["offset"] > 0.3  # she smiles in the picture that is called neutral
    assert len(profile["neutral"]["patches"]) == 450
    words = ("track", "faces/neutral.jpg", "--out")
    succeed(*words, "raw.npz", cwd=tmp_path)
    succeed(*words, "mine.npz", "--user", "me.toml", cwd=tmp_path)
    raw, mine = weights(tmp_path / "raw.npz"), weights(tmp_path / "mine.npz")
    assert mine.sum() < 0.2 * raw.sum()


def test_a_single_picture_is_the_face_at_rest(pictures, tmp_path):
    succeed("calibrate", "faces", "--out", "folder.toml", cwd=tmp_path)
    (pictures / "holiday.jpg").rename(tmp_path / "holiday.jpg")
    succeed("calibrate", "holiday.jpg", "--out", "picture.toml", cwd=tmp_path)
    folder, picture = (tomllib.loads((tmp_path / f"{name}.toml").read_text()) for name in
                       ("folder", "picture"))  # fmt: skip
    assert picture["neutral"]["measures"] == pytest.approx(folder["neutral"]["measures"], abs=0.05)


def test_a_name_is_kept_in_the_users_folder_and_found_again(pictures, tmp_path, monkeypatch):
    monkeypatch.setenv("BUNRAKU_SETTINGS", str(tmp_path))
    succeed("calibrate", "faces", "--user", "eileen", cwd=tmp_path)
    assert (tmp_path / "users" / "eileen.toml").is_file()
    words = ("--source", "faces/neutral.jpg", "--headless", "--frames", "1", "--window", "64x64")
    succeed(*words, "--user", "eileen", cwd=tmp_path)
    done = run(*words, "--user", "neil", cwd=tmp_path)
    assert done.returncode == 3
    assert "calibrate 0 --user neil" in done.stderr


def test_a_mistake_in_a_profile_is_two_lines_with_the_line_of_the_file(pictures, tmp_path):
    (tmp_path / "me.toml").write_text('zero = []\n\n[shapes.jawopen]\ngain = "much"\n')
    done = run("track", "faces", "--out", "t.npz", "--user", "me.toml", cwd=tmp_path)
    assert done.returncode == 3
    what, fix = done.stderr.strip().splitlines()
    assert "me.toml, line 4: shapes.jawopen.gain" in what
    assert "fix:" in fix


def test_no_face_and_two_places_to_save_are_refused(tmp_path):
    folder = tmp_path / "wall"
    folder.mkdir()
    cv2.imwrite(str(folder / "neutral.jpg"), np.full((200, 200, 3), 128, np.uint8))
    done = run("calibrate", "wall", cwd=tmp_path)
    assert done.returncode == 5
    assert "there is no face in the picture 'neutral' of wall" in done.stderr
    done = run("calibrate", "wall", "--user", "a", "--out", "b.toml", cwd=tmp_path)
    assert done.returncode == 2
    assert "leave one of the two out" in done.stderr


def test_a_session_is_refused_for_it_has_no_pictures(pictures, tmp_path):
    succeed("record", "--source", "faces", "said", cwd=tmp_path)
    done = run("calibrate", "said", cwd=tmp_path)
    assert done.returncode == 5
    assert "said is a session: it holds no pictures to learn from" in done.stderr


def test_a_video_is_learned_from_as_it_is(tmp_path):
    done = succeed("calibrate", talking_face(), "--out", "me.toml", cwd=tmp_path)
    shapes = tomllib.loads((tmp_path / "me.toml").read_text())["shapes"]
    # At rest the lids of this speaker are a little closed; the mouth is not open.
    assert 0 < shapes["eyeBlinkLeft"]["offset"] < 0.3
    assert shapes["jawOpen"]["offset"] < 0.05
    assert 1 <= shapes["mouthSmileLeft"]["gain"] < 1.3  # a smile of a half is no whole one
    assert "nothing was saved" not in done.stdout


def test_no_line_of_a_calibrated_tick_allocates_more_than_four_kilobytes():
    found = offenders(Launch(source="a clip", calibration=Calibration()))
    assert {line: n for line, n in found.items() if "calibration" in line} == {}
