"""Whatever a user gives wrongly: two lines on standard error, an exit code, nothing else."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import av
import numpy as np
import onnx
import pytest

from systems.track.store import Store
from tests.e2e.program import environment, run

QUIET = ("--headless", "--frames", "3")


def one_net():
    """Return a small, sound ONNX model that can serve as nothing."""
    value = onnx.helper.make_tensor_value_info
    end = [value(name, onnx.TensorProto.FLOAT, [1, 2]) for name in ("in", "out")]
    same = onnx.helper.make_node("Identity", ["in"], ["out"])
    graph = onnx.helper.make_graph([same], "same", end[:1], end[1:])
    opset = [onnx.helper.make_opsetid("", 13)]
    return onnx.helper.make_model(graph, opset_imports=opset, ir_version=8).SerializeToString()


def clip(path, pictures):
    """Write a video with this many pictures."""
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        file.start_encoding()
        for shade in range(pictures):
            grey = np.full((48, 64, 3), shade % 256, np.uint8)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(grey, "bgr24")))
        if pictures:
            file.mux(stream.encode(None))


def hollowed(film):
    """Return an MP4 whose pictures are zeros; its index is sound."""
    start = film.index(b"mdat") + 4
    end = film.index(b"moov") - 4
    return film[:start] + bytes(end - start) + film[end:]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of things that cannot be used."""
    place = tmp_path_factory.mktemp("bad")
    clip(place / "whole.mp4", 30)
    clip(place / "pictureless.mp4", 0)
    (place / "broken.mp4").write_bytes(hollowed((place / "whole.mp4").read_bytes()))
    (place / "cut.mp4").write_bytes((place / "whole.mp4").read_bytes()[:600])
    (place / "text.mp4").write_text("Dear diary, this is no video.\n")
    (place / "empty.mp4").write_bytes(b"")
    (place / "empty.png").write_bytes(b"")
    (place / "text.png").write_text("nor is this a picture\n")
    (place / "wrong.onnx").write_bytes(one_net())
    (place / "wrong.toml").write_text("name = 'nobody'\n")
    (place / "typo.py").write_text("import math\n\ndef f(:\n")
    (place / "raises.py").write_text("import math\nmath.sqrt(-1)\n")
    (place / "nothing").mkdir()
    (place / "session").mkdir()
    (place / "session" / "session.json").write_text("{")
    (place / "newer").mkdir()
    (place / "newer" / "session.json").write_text(json.dumps({"format": 99}))
    return place


LONG = "a" * 300
"""No file's name can be longer than 255 characters."""

CASES = {
    "a camera that is not there": (4, "camera 99", "--source", "99"),
    "a device that is not there": (4, "/dev/video99", "--source", "/dev/video99"),
    "a display that is not there": (4, "window", "--source", "none"),
    "a video cut short": (3, "cut.mp4", "--source", "cut.mp4", *QUIET),
    "a text file named .mp4": (3, "text.mp4", "--source", "text.mp4", *QUIET),
    "an empty file named .mp4": (3, "empty.mp4", "--source", "empty.mp4", *QUIET),
    "a video without pictures": (3, "pictureless.mp4", "--source", "pictureless.mp4", *QUIET),
    "a video of broken pictures": (5, "broken.mp4", "--source", "broken.mp4", *QUIET),
    "a zero-byte image": (3, "empty.png", "--source", "empty.png", *QUIET),
    "a text file named .png": (3, "text.png", "track", "text.png", "--out", "a.npz"),
    "a folder without images": (5, "nothing", "--source", "nothing", *QUIET),
    "a missing file": (3, "hole.mp4", "--source", "hole.mp4"),
    "an unknown source": (2, "'actr'", "--source", "actr"),
    "an unknown option": (2, "--sauce", "--sauce", "actor"),
    "an unknown option of a command": (2, "--sauce", "track", "text.mp4", "--sauce"),
    "an unknown command": (2, "'dance'", "dance"),
    "a group without its command": (2, "models", "models"),
    "a missing argument": (2, "session", "record"),
    "a number that is none": (2, "--frames", "--frames", "few"),
    "more threads than cores": (2, "1000", "track", "text.mp4", "--out", "a", "--threads", "1000"),
    "a rate that is not positive": (2, "--fps", "--source", "99", "--fps", "0"),
    "a size that is none": (2, "--size", "--source", "99", "--size", "big"),
    "a window that is none": (2, "--window", "--source", "none", "--window", "0x0"),
    "a window that is too large": (2, "8192", "--source", "none", "--window", "9000x9", *QUIET),
    "a spoken film with an odd side": (
        2,
        "even",
        *("lipsync", "whole.mp4", "--out", "a.mp4", "--window", "161x161"),
    ),
    "a policy that is none": (2, "freeze", "--source", "none", "--lost", "freeze", *QUIET),
    "a head that follows a voice": (2, "voice", "--source", "none", "--lost", "head=voice", *QUIET),
    "a person below zero": (2, "--pin", "--source", "none", "--pin", "-1", *QUIET),
    "a budget that is none": (2, "--cpu", "--source", "none", "--cpu", "150%", *QUIET),
    "a receiver of no known kind": (2, "osc://h", "--source", "none", "--send", "osc://h", *QUIET),
    "a report of no session": (3, "no readable session", "report", "nothing"),
    "a report in a missing folder": (3, "away", "report", "session", "--out", "away/a.html"),
    "an unknown clock": (2, "--clock", "--clock", "tower"),
    "an unknown preset": (2, "--preset", "--preset", "apple"),
    "an unknown avatar": (2, "'bob'", "--source", "none", "--avatar", "bob", *QUIET),
    "a broken avatar": (3, "wrong.toml", "--source", "none", "--avatar", "wrong.toml", *QUIET),
    "an unknown table format": (2, "a.txt", "track", "whole.mp4", "--out", "a.txt"),
    "a table in a missing folder": (3, "away", "track", "whole.mp4", "--out", "away/a.npz"),
    "nothing to track": (2, "none", "track", "none", "--out", "a.npz"),
    "a trace in a missing folder": (3, "away", "--source", "none", "--trace", "away/a", *QUIET),
    "a film under a file": (
        3,
        "text.mp4",
        "--source",
        "none",
        "--record",
        "text.mp4/a.mp4",
        *QUIET,
    ),
    "a film with an odd side": (2, "even", "--record", "a.mp4", "--window", "99x100"),
    "a film of no known kind": (2, "a.gif", "--record", "a.gif", *QUIET),
    "a background that is nothing": (2, "fog", "--source", "none", "--background", "fog", *QUIET),
    "a screenshot that is no PNG": (2, "a.jpg", "--screenshot", "a.jpg", *QUIET),
    "a session under a file": (3, "text.mp4", "record", "--source", "whole.mp4", "text.mp4/a"),
    "a session that is there already": (3, "already", "record", "--source", "none", "session"),
    "a replay of a video": (3, "whole.mp4", "replay", "whole.mp4", "--headless"),
    "a broken session": (3, "session", "replay", "session", "--headless"),
    "a session of another format": (5, "99", "replay", "newer", "--headless"),
    "a script with a syntax error": (3, "typo.py, line 3", "--script", "typo.py", *QUIET),
    "a script that raises": (3, "raises.py, line 2", "--script", "raises.py", *QUIET),
    "a missing script": (3, "ears.py", "--script", "ears.py", *QUIET),
    "a model for an unknown role": (2, "nose", "--model", "nose=wrong.onnx", *QUIET),
    "a missing model file": (3, "hole.onnx", "--model", "detect=hole.onnx", *QUIET),
    "a model that is no model": (3, "text.mp4", "--model", "mesh=text.mp4", *QUIET),
    "a model of another shape": (3, "cannot serve", "--model", "mesh=wrong.onnx", *QUIET),
    "a name longer than a file's": (3, "too long", "--source", LONG, *QUIET),
    "sound of a longer name": (3, "too long", "lipsync", LONG, "--out", "a.npz"),
    "a voice of a longer name": (3, "too long", "track", "a", "--out", "a.npz", "--voice", LONG),
    "a microphone of a longer name": (3, "too long", "--source", "none", "--mic", LONG, *QUIET),
    "pictures on a pipe without a layout": (2, "layout", "--source", "-", *QUIET),
    "a pipe that ends too early": (5, "0 bytes", "--source", "-", "--raw", "9x9xrgb24", *QUIET),
    "a layout without a pipe": (2, "--raw", "--source", "none", "--raw", "9x9xrgb24", *QUIET),
}


def two_lines(done):
    """Return the message of an error that is told as errors are to be told."""
    lines = done.stderr.splitlines()
    assert len(lines) == 2, done.stderr
    assert lines[0].startswith("error: ")
    assert lines[1].startswith("  fix: ")
    assert len(lines[1]) > len("  fix: ")
    return lines[0]


@pytest.fixture(scope="module")
def outcomes(folder):
    """What each case ended with; as many run at once as there are cores."""
    words = [words for _, _, *words in CASES.values()]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(CASES, pool.map(lambda w: run(*w, cwd=folder), words), strict=True))


@pytest.mark.parametrize("case", CASES)
def test_it_is_told_in_two_lines_with_its_exit_code(case, outcomes):
    code, named, *_ = CASES[case]
    assert named in two_lines(outcomes[case])
    assert outcomes[case].returncode == code


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
def test_a_full_disk_ends_the_run_and_is_told_in_two_lines(folder):
    (folder / "full.mp4").symlink_to("/dev/full")
    done = run("--source", "none", "--record", "full.mp4", *QUIET, cwd=folder)
    assert "No space left" in two_lines(done)
    assert done.returncode == 3


def test_a_truncated_model_is_told_with_the_command_that_mends_it(folder):
    models = folder / "cache" / "models"
    models.mkdir(parents=True)
    for role in Store().roles:
        whole = Store().path(role)
        (models / whole.name).write_bytes(whole.read_bytes()[:100_000])
    env = environment(BUNRAKU_CACHE=str(folder / "cache"))
    done = run("--source", "none", *QUIET, cwd=folder, env=env)
    assert "truncated" in two_lines(done)
    assert "models install" in done.stderr
    assert done.returncode == 3
    done = run("models", "verify", cwd=folder, env=env)
    assert "truncated" in two_lines(done)
    assert done.returncode == 3


def test_an_unknown_build_of_the_kernels_is_told_in_two_lines(folder):
    done = run("--source", "none", *QUIET, cwd=folder, env=environment(BUNRAKU_KERNELS="fortran"))
    assert "fortran" in two_lines(done)
    assert done.returncode == 2


def test_the_traceback_is_shown_only_with_debug(folder):
    done = run("--source", "hole.mp4", "--debug", cwd=folder)
    assert "Traceback (most recent call last)" in done.stderr
    assert done.stderr.splitlines()[-2].startswith("error: there is no file hole.mp4")
    assert done.returncode == 3
