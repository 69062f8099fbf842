"""Half an hour at real pace: memory and latency stay, and every lost face is found again.

``pytest -m soak --soak-minutes 5`` is shorter.
"""

import sys
from pathlib import Path

import numpy as np
import pytest

from tests.e2e.keep_soak import DARK, EVERY, WARM
from tests.e2e.program import environment, run
from tests.footage import talking_face

KEEP = Path(__file__).with_name("keep_soak.py")
FOUND = 2.0
"""Seconds after the light is back by which the face must be followed again."""

pytestmark = [
    pytest.mark.soak,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="needs /proc"),
]


@pytest.fixture(scope="module")
def soaked(tmp_path_factory, pytestconfig):
    """What a run of `--soak-minutes` kept, a row for each drawn frame."""
    place = tmp_path_factory.mktemp("soak")
    seconds = 60 * pytestconfig.getoption("--soak-minutes")
    words = ("--source", talking_face(), "--loop", "--clock", "live", "--headless")
    shown = ("--window", "160x160", "--script", KEEP, "--strict")
    env = environment(SOAK_SECONDS=str(seconds))
    done = run(*words, *shown, cwd=place, env=env, timeout=seconds + 600)
    assert done.returncode == 0, done.stderr
    with np.load(place / "soak.npz") as file:
        return dict(file)


def tenths(soaked, name, percent=50):
    """Return a percentile of a value in each tenth of the time but the first, which warms up."""
    parts = np.array_split(soaked[name], 10)
    return np.array([np.nanpercentile(part, percent) for part in parts[1:]])


def test_resident_memory_stays(soaked):
    resident = tenths(soaked, "resident") / 1e6
    print(f"resident, MB: {resident.round(1)}")  # noqa: T201
    assert resident.max() - resident[0] < 10
    assert np.median(resident[-3:]) - np.median(resident[:3]) < 5


def test_latency_stays(soaked):
    middle, high = 1e3 * tenths(soaked, "age"), 1e3 * tenths(soaked, "age", 95)
    print(f"age, ms: {middle.round(1)}, 95 %: {high.round(1)}")  # noqa: T201
    assert middle[-1] < middle[0] + 20
    assert high[-1] < high[0] + 50


def test_every_lost_face_is_found_again_under_its_number(soaked):
    now, absent = soaked["now"], soaked["absent"]
    lights = np.arange(EVERY, now[-1] - FOUND, EVERY)
    waits = [now[(now > light) & (absent == 0)].min() - light for light in lights]
    print(f"{len(waits)} losses; found again after {np.median(waits):.2f} s, "  # noqa: T201
          f"{max(waits):.2f} s at most; rungs {sorted(set(soaked['rung']))}")  # fmt: skip
    assert len(waits) >= 2
    assert max(waits) < FOUND
    went = [absent[(now > light - DARK) & (now < light)].max(initial=0) for light in lights]
    assert np.mean(np.array(went) > 0) > 0.9  # a machine that stalls sees no darkness
    assert set(soaked["person"][now > WARM + FOUND]) == {0.0}
