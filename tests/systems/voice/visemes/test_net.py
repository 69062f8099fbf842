"""VisemeNet: the same in blocks as in one piece, in time, and cheap."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import FileError, ModelError
from systems.topology import VISEME
from systems.voice.mel import LogMel
from systems.voice.visemes.net import AHEAD, VisemeNet, visemes
from systems.voice.visemes.place import SHIPPED

NET = VisemeNet()
NOISE = np.random.default_rng(5).normal(size=(200, 1))
MEL = (-8 + 4 * NOISE + np.random.default_rng(6).normal(size=(200, 40))).astype(np.float32)


def whole(mel):
    NET.reset()
    return NET.push(mel)


@given(cuts=st.lists(st.integers(0, len(MEL)), max_size=25))
@settings(deadline=None, max_examples=40)
def test_streaming_equals_offline_for_any_blocks(cuts):
    expected = whole(MEL)
    NET.reset()
    parts = [NET.push(block) for block in np.split(MEL, sorted(cuts))]
    assert np.allclose(np.concatenate(parts), expected, rtol=0, atol=1e-5)


def test_each_row_comes_after_50_ms_of_look_ahead_and_then_one_for_one():
    NET.reset()
    counts = [len(NET.push(row[None])) for row in MEL[:20]]
    assert counts == [0] * AHEAD + [1] * (20 - AHEAD)
    assert NET.delay == pytest.approx(0.05)


def test_what_comes_later_than_the_look_ahead_changes_nothing():
    other = MEL.copy()
    other[100:] = -16
    same = 100 - AHEAD
    assert np.array_equal(whole(MEL)[:same], whole(other)[:same])
    assert not np.array_equal(whole(MEL)[same], whole(other)[same])


def test_rows_are_probabilities():
    found = whole(MEL)
    assert found.shape == (len(MEL) - AHEAD, 15)
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5)
    assert (found >= 0).all()


def test_a_reset_forgets():
    first = whole(MEL[:50])
    NET.push(MEL + 3)
    assert np.array_equal(whole(MEL[:50]), first)


def test_silence_is_sil_from_the_first_row_on():
    found = visemes(np.zeros(16000, np.float32))
    assert found.shape == (98, 15)
    assert (found[:, VISEME["sil"]] > 0.9).all()


def test_the_loudness_of_a_recording_hardly_matters():
    random = np.random.default_rng(1)
    mel = MEL - 6 * (random.random((200, 1)) > 0.5)
    loud, quiet = whole(mel + 4), whole(mel)
    assert (loud.argmax(axis=1) == quiet.argmax(axis=1)).mean() > 0.95


def test_offline_gives_a_row_per_window():
    assert visemes(np.zeros(400, np.float32)).shape == (1, 15)
    assert visemes(np.zeros(0, np.float32)).shape == (0, 15)


def cpu_seconds(action, *arguments):
    began = time.thread_time()
    action(*arguments)
    return time.thread_time() - began


def test_a_block_of_10_ms_costs_at_most_what_adding_ten_thousand_numbers_does():
    """Which is a tenth of a millisecond where the net takes 0.06, and longer on a slow machine."""
    samples = np.random.default_rng(2).normal(0, 0.1, 160 * 300).astype(np.float32)
    log_mel, net = LogMel(), VisemeNet()

    def hear(block):
        net.push(log_mel.push(block))

    ours, adding = [], []
    for block in samples.reshape(-1, 160):
        ours.append(cpu_seconds(hear, block))
        adding.append(cpu_seconds(sum, range(10_000)))
    assert np.quantile(ours, 0.25) < np.quantile(adding, 0.25)


def test_the_file_is_small():
    assert SHIPPED.stat().st_size < 300_000


def test_a_missing_net_is_named(tmp_path):
    with pytest.raises(FileError, match=r"there is no viseme net .*none\.onnx"):
        VisemeNet(tmp_path / "none.onnx")


def test_what_is_no_net_is_refused(tmp_path):
    (tmp_path / "bad.onnx").write_bytes(b"no net")
    with pytest.raises(ModelError, match=r"bad\.onnx is not a usable"):
        VisemeNet(tmp_path / "bad.onnx")
