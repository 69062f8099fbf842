"""A real window, on a virtual display."""

import shutil
import subprocess

import pytest

from tests.e2e.program import ENGINE, environment


def on_a_display(*words, cwd):
    if shutil.which("xvfb-run") is None:
        pytest.skip("needs xvfb-run: apt-get install xvfb xauth")
    command = ["xvfb-run", "-a", "-s", "-screen 0 1280x1024x24", *ENGINE, *words]
    env = environment(BUNRAKU_SETTINGS=str(cwd / "settings"))
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=600)


def test_the_puppet_performs_in_a_window(tmp_path):
    done = on_a_display("--frames", "30", "--source", "actor", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "30 frames in" in done.stdout
    assert "fps" in done.stdout
    assert "place = [" in (tmp_path / "settings" / "default.toml").read_text()


def test_doctor_sees_the_screen(tmp_path):
    done = on_a_display("doctor", cwd=tmp_path)
    assert done.returncode == 0
    assert "1280x1024" in done.stdout
