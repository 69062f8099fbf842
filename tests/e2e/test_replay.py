"""A recorded session is the performance itself: drawn again, it is the same picture."""

import json
from pathlib import Path

import av
import numpy as np
import pytest

from systems.topology import SHAPE
from tests.e2e.program import run, succeed
from tests.footage import talking_face

KEEP_RIGS = Path(__file__).with_name("keep_rigs.py")
KEEP_AGES = Path(__file__).with_name("keep_ages.py")
FRAMES = 40


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """A session of the talking face."""
    return recorded(tmp_path_factory.mktemp("recorded"))


@pytest.fixture(scope="module")
def heard_session(tmp_path_factory):
    """A session of the talking face with its voice."""
    return recorded(tmp_path_factory.mktemp("heard"), "--mic", talking_face())


def recorded(place, *words):
    folder = place / "session"
    pictures = ("--source", talking_face(), "--frames", FRAMES)
    succeed("record", *pictures, *words, folder, cwd=place)
    return folder


def performance(place, *words):
    """Return the rigs that a command drew."""
    place.mkdir()
    succeed(*words, "--headless", "--window", "64x64", "--script", KEEP_RIGS, cwd=place)
    with np.load(place / "rigs.npz") as file:
        return dict(file)


@pytest.fixture(scope="module")
def performances(session):
    """The rigs of a live run, and of a replay of the same pictures' session; both in steps."""
    pictures = ("run", "--source", talking_face(), "--frames", FRAMES)
    live = performance(session.parent / "live", *pictures)
    return live, performance(session.parent / "replayed", "replay", session)


def assert_equal(live, replayed):
    assert len(live["weights"]) == FRAMES
    for column, values in live.items():
        assert (values == replayed[column]).all(), column


def test_a_replayed_session_draws_what_the_live_run_drew(performances):
    assert_equal(*performances)


def test_a_replayed_voice_moves_the_mouth_as_it_did_live(heard_session, tmp_path):
    pictures = ("--source", talking_face(), "--frames", FRAMES, "--mic", talking_face())
    live = performance(tmp_path / "live", "run", *pictures)
    replayed = performance(tmp_path / "replayed", "replay", heard_session)
    assert_equal(live, replayed)
    camera = performance(tmp_path / "unheard", "replay", heard_session, "--mouth", "camera")
    assert np.abs(camera["weights"] - replayed["weights"])[:, SHAPE["jawOpen"]].max() > 0.05


@pytest.mark.parametrize(("source", "width"), [("actor", 128), ("none", 64), ("session", 64)])
def test_a_film_has_the_tracked_picture_beside_the_puppet_where_there_is_one(
    session, tmp_path, source, width
):
    words = ("replay", session) if source == "session" else ("run", "--source", source)
    shown = ("--headless", "--window", "64x64", "--frames", 3, "--record", "a.mp4")
    succeed(*words, *shown, cwd=tmp_path)
    with av.open(str(tmp_path / "a.mp4")) as film:
        assert film.streams.video[0].width == width


def test_a_session_that_was_recorded_without_a_voice_has_none(session, heard_session):
    for folder, heard in ((session, False), (heard_session, True)):
        assert "Speech" in json.loads((folder / "session.json").read_text())["components"]
        with np.load(folder / "chunk_00000.npz") as chunk:
            assert ("Speech.visemes" in chunk) is heard


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


def test_no_microphone_is_heard_beside_a_session(heard_session, tmp_path):
    words = ("--source", heard_session, "--headless", "--frames", "3", "--window", "64x64")
    done = run(*words, "--mic", "voice.wav", cwd=tmp_path)
    assert done.returncode == 2
    assert "--mic voice.wav cannot be heard beside a session" in done.stderr
    (tmp_path / "me.toml").write_text('[sound]\nmic = "auto"\n')
    succeed(*words, "--settings", "me.toml", cwd=tmp_path)


def test_a_session_holds_no_pictures_to_track(session, tmp_path):
    done = run("track", session, "--out", "a.npz", cwd=tmp_path)
    assert done.returncode == 2
    assert "holds no pictures to track" in done.stderr
    assert not (tmp_path / "a.npz").exists()
