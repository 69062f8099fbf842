"""A recorded session is the performance itself: drawn again, it is the same picture."""

from pathlib import Path

import numpy as np
import pytest

from tests.e2e.program import run, succeed
from tests.footage import talking_face

KEEP_RIGS = Path(__file__).with_name("keep_rigs.py")
KEEP_AGES = Path(__file__).with_name("keep_ages.py")
FRAMES = 40


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """A session of the talking face."""
    folder = tmp_path_factory.mktemp("recorded") / "session"
    succeed("record", "--source", talking_face(), "--frames", FRAMES, folder, cwd=folder.parent)
    return folder


@pytest.fixture(scope="module")
def performances(session):
    """The rigs of a live run, and of a replay of the same pictures' session; both in steps."""
    rigs = []
    pictures = ("--source", talking_face(), "--frames", FRAMES)
    for name, words in (("live", ("run", *pictures)), ("replayed", ("replay", session))):
        place = session.parent / name
        place.mkdir()
        words = (*words, "--headless", "--window", "64x64", "--script", KEEP_RIGS)
        succeed(*words, cwd=place)
        with np.load(place / "rigs.npz") as file:
            rigs.append(dict(file))
    return rigs


def test_a_replayed_session_draws_what_the_live_run_drew(performances):
    live, replayed = performances
    assert len(live["weights"]) == FRAMES
    for column, values in live.items():
        assert (values == replayed[column]).all(), column


def test_the_drawn_face_moved(performances):
    live, _ = performances
    assert np.ptp(live["weights"], axis=0).max() > 0.1
    assert np.ptp(live["head_rotation"], axis=0).max() > 0.01


def test_a_replay_at_its_own_pace_draws_every_tick_when_it_is_due(session, tmp_path):
    words = ("--headless", "--window", "64x64", "--clock", "replay", "--script", KEEP_AGES)
    succeed("replay", session, *words, cwd=tmp_path)
    with np.load(tmp_path / "ages.npz") as file:
        ages, drawn_at = file["age"], file["drawn_at"]
    assert ages.min() >= 0
    assert np.median(ages) < 0.1
    assert np.ptp(drawn_at) > 0.8 * FRAMES / 30


def test_a_session_holds_no_pictures_to_track(session, tmp_path):
    done = run("track", session, "--out", "a.npz", cwd=tmp_path)
    assert done.returncode == 2
    assert "holds no pictures to track" in done.stderr
    assert not (tmp_path / "a.npz").exists()
