"""Live, at real pace: memory and latency stay what they are, and a kill costs the last chunk."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from engine.record import CHUNK_SECONDS, SessionSource
from systems.components import RECORDED
from tests.e2e.program import ENGINE, environment, run, succeed
from tests.footage import talking_face

KEEP_AGES = Path(__file__).with_name("keep_ages.py")
FRAMES = 1000
WARM = 450  # three rounds of the clip, after which nothing may grow any more

pytestmark = pytest.mark.slow


def played(place, frames, **environ):
    """Return what a live run over the looped clip kept, from the first drawn face on."""
    words = ("--source", talking_face(), "--loop", "--clock", "live", "--frames", frames)
    shown = ("--headless", "--window", "160x160", "--script", KEEP_AGES)
    succeed(*words, *shown, cwd=place, env=environment(**environ))
    with np.load(place / "ages.npz") as file:
        return dict(file)


def growth(values, frames):
    """Return how much a value grew after the run was warm: the middle of its first and last 50."""
    warm = len(values) * WARM // frames
    return np.median(values[-50:]) - np.median(values[warm : warm + 50])


def creep(values, frames):
    """Return how much a value grew a picture once warm: the median over runs of 50.

    A leak grows in every run; what is made once, as on another rung of the ladder, in one.
    """
    warm = values[len(values) * WARM // frames :]
    levels = [np.median(run) for run in np.array_split(warm, len(warm) // 50)]
    return np.median(np.diff(levels)) / 50


def test_creep_sees_a_leak_and_no_single_step():
    leak = 1200.0 * np.arange(700)
    assert creep(leak, 700) == pytest.approx(1200)
    step = np.where(np.arange(700) > 600, 9e5, 0.0)
    assert creep(step, 700) == 0


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return played(tmp_path_factory.mktemp("live"), FRAMES)


def test_the_clip_was_played_at_its_own_pace(kept):
    lasted = kept["captured_at"][-1] - kept["captured_at"][0]
    assert lasted == pytest.approx(FRAMES * 1001 / 30000, rel=0.2)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_resident_memory_does_not_grow(kept):
    assert creep(kept["resident"], FRAMES) < 3000  # bytes a picture; a mesh takes 5.7 kB
    assert growth(kept["resident"], FRAMES) < 12e6  # another rung of the ladder takes buffers


def test_latency_does_not_grow(kept):
    quarter = len(kept["age"]) // 4
    first, last = kept["age"][:quarter], kept["age"][-quarter:]
    assert np.median(last) < np.median(first) + 0.02
    assert np.percentile(last, 95) < np.percentile(first, 95) + 0.05


def test_what_python_holds_does_not_grow(tmp_path):
    traced = played(tmp_path, 700, PYTHONTRACEMALLOC="1")["traced"]
    assert traced[0] > 1e6
    assert creep(traced, 700) < 1000  # bytes a picture
    assert growth(traced, 700) < 3e6  # a rung of the ladder may take some buffers


def test_a_killed_recording_is_readable_to_its_last_chunk(tmp_path):
    words = ("record", "--source", "actor", "--clock", "step", "session")
    recording = subprocess.Popen([*ENGINE, *words], cwd=tmp_path, env=environment())
    second = tmp_path / "session" / "chunk_00001.npz"
    deadline = time.monotonic() + 120
    while not second.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    recording.send_signal(signal.SIGKILL)
    assert recording.wait() == -signal.SIGKILL
    source = SessionSource(tmp_path / "session", RECORDED)
    times = [tick.captured_at for tick in iter(source.read, None)]
    assert times[-1] >= 2 * CHUNK_SECONDS - 0.1
    np.testing.assert_allclose(np.diff(times), 1 / 30, atol=1e-6)
    done = run("replay", "session", "--headless", "--frames", "30", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
