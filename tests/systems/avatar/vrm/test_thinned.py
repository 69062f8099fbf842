"""Fewer triangles of a loaded head, over the same vertices."""

import numpy as np
import pytest

from systems.avatar.pose import Pose
from systems.avatar.vrm.animator import Animator
from systems.avatar.vrm.load import load_figure
from systems.avatar.vrm.thinned import thinned
from systems.topology import SHAPE

MOST = 10_000


@pytest.fixture(scope="module")
def figure(exported):
    return load_figure(exported("hana", ".vrm"))


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("heads")


@pytest.fixture(scope="module")
def fewer(figure, cache):
    return thinned(figure, MOST, cache)


def count(triangles):
    return sum(len(rows) for rows in triangles.values())


def test_no_more_are_left_than_were_asked_for(figure, fewer):
    assert 0.98 * MOST < count(fewer) <= MOST < count(figure.model.geometry.triangles)


def test_every_material_keeps_some_of_its_own(figure, fewer):
    whole = figure.model.geometry.triangles
    assert list(fewer) == list(whole)
    for index, rows in fewer.items():
        assert len(rows) > 0
        assert np.isin(rows, whole[index]).all()


def test_lips_and_lids_keep_nearly_every_vertex(figure, fewer):
    animator, pose = Animator(figure), Pose()
    animator(pose)
    rest = animator.vertices[:, :3].copy()
    pose.weights[[SHAPE["jawOpen"], SHAPE["eyeBlinkLeft"]]] = 1
    animator(pose)
    moving = np.abs(animator.vertices[:, :3] - rest).max(1) > 0.004
    left = np.isin(np.flatnonzero(moving), np.concatenate(list(fewer.values())))
    assert len(left) > 500
    assert left.mean() > 0.97


def test_a_small_head_stays_as_it_is(figure, tmp_path):
    whole = figure.model.geometry.triangles
    assert thinned(figure, count(whole), tmp_path) is whole
    assert not any(tmp_path.iterdir())


def test_the_second_time_it_comes_from_the_cache(figure, fewer, cache):
    (kept,) = cache.iterdir()
    written = kept.stat().st_mtime_ns
    again = thinned(figure, MOST, cache)
    assert kept.stat().st_mtime_ns == written
    for index, rows in fewer.items():
        np.testing.assert_array_equal(again[index], rows)


def test_a_broken_cache_is_made_anew(figure, fewer, cache):
    (kept,) = cache.iterdir()
    kept.write_bytes(b"PK\x03\x04 broken")
    assert count(thinned(figure, MOST, cache)) == count(fewer)
    assert kept.stat().st_size > 1000


def test_a_cache_that_cannot_be_written_is_passed_over(figure, fewer, tmp_path):
    file = tmp_path / "no folder"
    file.write_text("")
    assert count(thinned(figure, MOST, file)) == count(fewer)


def test_the_cache_is_where_its_user_wants_it(figure, tmp_path, monkeypatch):
    monkeypatch.setenv("BUNRAKU_CACHE", str(tmp_path))
    thinned(figure, MOST)
    assert [file.parent.name for file in tmp_path.rglob("*.npz")] == ["heads"]
