"""A user's session at the real window, under a virtual X server."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from systems.avatar.desk.settings import read_settings

pytestmark = pytest.mark.gl

ROOT = Path(__file__).parents[2]
GOLDEN = ("panel", "keys")


def under_xvfb(*words):
    if shutil.which("xvfb-run") is None:
        pytest.skip("needs xvfb-run: apt-get install xvfb xauth")
    screen = ["xvfb-run", "-a", "-s", "-screen 0 1280x1024x24"]
    done = subprocess.run(
        [*screen, sys.executable, "-m", *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    under_xvfb("tests.gl.desk_session", folder)
    return folder


@pytest.fixture(scope="module")
def shots(folder):
    with np.load(folder / "shots.npz") as file:
        return {name: file[name].astype(np.int16) for name in file.files}


@pytest.fixture(scope="module")
def facts(folder):
    return json.loads((folder / "facts.json").read_text())


def difference(one, other):
    return np.abs(one - other).mean()


@pytest.mark.parametrize("name", GOLDEN)
def test_the_window_looks_as_it_was_approved(shots, name, request):
    """Mean difference at most 3 of 255: other Mesa versions place edges a little otherwise."""
    path = request.path.parent / "golden" / f"window_{name}.png"
    picture = shots[name].astype(np.uint8)
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        cv2.imwrite(str(path), picture[..., ::-1])
        pytest.fail(f"{path.name} was missing and has been written: look at it, then commit it")
    approved = cv2.imread(str(path))[..., ::-1].astype(np.int16)
    assert difference(shots[name], approved) < 3


def test_nothing_left_an_error_in_opengl(facts):
    assert {fact["gl"] for fact in facts.values()} == {"GL_NO_ERROR"}


def test_escape_takes_the_list_of_keys_away(shots):
    assert difference(shots["keys"][:400, :300], shots["closed"][:400, :300]) > 20
    assert difference(shots["overlay off"], shots["closed"]) < 2


def test_an_open_panel_makes_the_avatar_give_way_to_the_left(shots):
    skin = [(s[:420, :370, 0] > 235).sum() for s in (shots["panel"], shots["overlay off"])]
    assert skin[0] > 1.3 * skin[1]


def test_a_dial_that_was_dragged_is_drawn_and_saved(shots, folder):
    settings = read_settings(folder / "settings.toml")
    ((name, factor),) = settings.gain.items()
    assert name == "browInnerUp"
    assert 2 < factor < 3
    assert difference(shots["gain"][190:220, 370:], shots["panel"][190:220, 370:]) > 1
    assert difference(shots["gain"][300:330, 400:], shots["panel"][300:330, 400:]) < 2


def test_another_avatar_is_shown_and_named(facts):
    assert facts["panel"]["title"] == "Bunraku: hana"
    assert facts["avatar"]["title"] == "Bunraku: kaito"


def test_a_dropped_vrm_is_shown_framed_and_saved(shots, facts, folder):
    assert read_settings(folder / "settings.toml").avatar == str(folder / "mine.vrm")
    assert facts["drop"]["avatar"] == str(folder / "mine.vrm")
    assert difference(shots["drop"], shots["panel off"]) > 20
    face = shots["drop"][200:330, 320:400].reshape(-1, 3).mean(0)
    assert face[0] > face[1] > face[2]  # skin, not wall, in the middle of the picture


def test_a_broken_file_leaves_the_old_one_and_says_so(shots, facts):
    assert facts["bad drop"]["avatar"] == facts["drop"]["avatar"]
    notice = shots["bad drop"][490:550, 150:570]
    assert (notice.mean(2) < 60).mean() > 0.5
    assert difference(shots["bad drop"][:480], shots["drop"][:480]) < 2


def test_wheel_and_drags_change_the_view_and_a_double_click_rests_it(shots):
    for before, after in (("bad drop", "zoomed"), ("zoomed", "turned"), ("turned", "moved")):
        assert difference(shots[after][:480], shots[before][:480]) > 4, after
    assert difference(shots["rest"][:480], shots["drop"][:480]) < 2


def test_a_key_frames_the_whole_body_and_the_bust_again(shots):
    assert difference(shots["body"][:480], shots["rest"][:480]) > 10
    assert difference(shots["bust"][:480], shots["rest"][:480]) < 2


def test_mirroring_is_switched_and_saved(facts, folder):
    assert (facts["bust"]["mirror"], facts["mirror"]["mirror"]) == (False, True)
    assert read_settings(folder / "settings.toml").mirror is True


def test_a_screenshot_is_the_puppet_without_what_lies_over_it(folder, shots):
    (path,) = folder.glob("bunraku-*.png")
    picture = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)[..., [2, 1, 0, 3]].astype(np.int16)
    assert picture[..., 3].min() == 255
    assert difference(picture[:480, :, :3], shots["picture"][:480]) < 2


def test_a_film_is_the_puppet_alone_from_key_to_key(folder):
    (path,) = folder.glob("bunraku-*.mp4")
    with av.open(str(path)) as film:
        frames = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert frames[0].shape == (560, 720, 3)
    assert 3 <= len(frames) <= 4


def test_an_expression_fades_in(shots):
    brows = np.s_[170:260, 250:470]
    assert difference(shots["surprised"][brows], shots["filmed"][brows]) > 3


def test_quit_ends_the_run_before_the_next_step(facts):
    assert "resized" in facts
    assert "quit" not in facts


def test_place_and_size_are_remembered_beside_what_was_written_by_hand(folder, shots):
    text = (folder / "settings.toml").read_text()
    assert "# written by hand" in text
    assert "place = [60, 40]  # where it was" in text
    assert read_settings(folder / "settings.toml").window.size == (560, 480)
    assert shots["resized"].shape == (480, 560, 3)


@pytest.fixture(scope="module")
def styles():
    return json.loads(under_xvfb("tests.gl.desk_styles"))


def test_every_style_is_resizable_takes_files_and_stands_in_its_place(styles):
    for name, fact in styles.items():
        assert fact["resizable"], name
        assert fact["drops"], name
        assert fact["place"] == [30, 20], name


def test_only_windows_that_shall_stay_on_top_ask_for_it(styles):
    asked = {name: fact["state"] for name, fact in styles.items() if fact["state"]}
    above = ["_NET_WM_STATE_ABOVE"]
    assert asked == {"top": above, "ghost": above}


def test_only_borderless_windows_ask_for_no_decoration(styles):
    """Motif's hints: flag 2 says that the third number counts, and 0 asks for none."""
    asked = {name: fact["undecorated"] for name, fact in styles.items() if fact["undecorated"]}
    assert asked == {"borderless": [2, 0, 0], "ghost": [2, 0, 0]}


def test_a_transparent_window_has_alpha_and_is_clear_where_nothing_is_drawn(styles):
    for name in ("transparent", "ghost"):
        assert styles[name]["alpha bits"] == 8
        assert styles[name]["corner alpha"] == 0
        assert styles[name]["face alpha"] == 255
        assert styles[name]["shown corner"] == [0, 0, 0, 0]
    assert styles["plain"]["corner alpha"] == 255


def test_colour_is_premultiplied_in_the_framebuffer_and_under_sheets(styles):
    """A white sheet of alpha 128 over nothing is a grey of 128."""
    clear = styles["transparent"]
    assert clear["soft edges"] > 50
    assert clear["brightest over alpha"] <= 1
    assert clear["shown sheet"] == [128, 128, 128, 128]
