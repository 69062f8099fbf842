"""The thread that feeds a live run."""

import threading

import numpy as np
import pytest

from engine import monotonic
from engine.errors import BunrakuError, DeviceError
from engine.source import Feed
from tests.engine.fish import FAST, Drop, FailingSource, FakeSource


def drain(feed: Feed) -> list[tuple[int, float, float]]:
    """Take until the end: index, stamp, and time of taking."""
    taken = []
    while not feed.ended:
        sample = feed.take(FAST)
        if sample is not None:
            taken.append((sample.index, sample.captured_at, monotonic()))
    feed.close()
    return taken


def test_a_file_plays_at_the_pace_of_its_stamps():
    """None comes early; after a stall of the machine, some come late."""
    taken = drain(Feed(FakeSource(40, 0.02, realtime=False), drop=False))
    assert [index for index, _, _ in taken] == list(range(40))
    begins = [at - 0.02 * index for index, _, at in taken]
    assert np.quantile(begins, 0.25) - min(begins) < 0.01


@pytest.mark.parametrize("drop", [True, False])
def test_stamps_of_a_file_move_to_the_monotonic_clock_and_keep_their_distance(drop):
    began = monotonic()
    taken = drain(Feed(FakeSource(20, 0.02, realtime=False), drop=drop))
    indices, stamps, _ = np.array(taken).T
    assert began <= stamps[0] <= monotonic()
    late = stamps - stamps[0] - 0.02 * indices  # a dropping feed stamps what is late as it comes
    assert late.min() > -1e-9
    assert np.quantile(late, 0.25 if drop else 1.0) < 1e-9


def test_stamps_of_a_device_are_left_alone():
    taken = drain(Feed(FakeSource(3, 0.005), drop=True))
    assert [stamp for _, stamp, _ in taken] == [5 + i * 0.005 for i, _, _ in taken]


def test_the_newest_wins_and_the_dropped_are_counted_and_given_back():
    source = FakeSource(20, 0.001)
    feed = Feed(source, drop=True)
    feed._thread.join(FAST)
    sample = feed.take(0)
    assert sample is source.samples[-1]
    assert feed.dropped == 19
    assert [s.released for s in source.samples] == [1] * 19 + [0]
    feed.close()


def test_without_dropping_a_slow_taker_loses_nothing():
    source = FakeSource(10, 0.001, realtime=False)
    feed = Feed(source, drop=False)
    taken = []
    while not feed.ended:
        threading.Event().wait(0.003)
        taken.append(feed.take(FAST))
    feed.close()
    assert [s for s in taken if s is not None] == source.samples
    assert feed.dropped == 0


def test_an_empty_wait_gives_none_and_the_feed_goes_on():
    source = Stuck(wakes=True, then=Drop(0.0))
    feed = Feed(source, drop=True)
    assert feed.take(0.001) is None
    assert not feed.ended
    source.wake()
    assert feed.take(FAST).index == 0
    feed.close()


def test_an_error_on_purpose_surfaces_as_it_is_after_the_last_sample():
    error = DeviceError("the camera was unplugged", fix="plug it in")
    feed = Feed(FailingSource(error, samples=1), drop=False)
    assert feed.take(FAST).index == 0
    with pytest.raises(DeviceError) as raised:
        feed.take(FAST)
    assert raised.value is error
    feed.close()


def test_any_other_error_surfaces_with_its_kind_and_the_way_to_look_closer():
    feed = Feed(FailingSource(OSError("bad cable")), drop=True)
    with pytest.raises(BunrakuError, match="the source failed: OSError: bad cable") as raised:
        feed.take(FAST)
    assert "--debug" in raised.value.fix
    feed.close()


@pytest.mark.parametrize("drop", [True, False])
@pytest.mark.parametrize("realtime", [True, False])
def test_closing_ends_the_thread_and_the_source_whatever_it_waits_for(drop, realtime):
    before = set(threading.enumerate())
    source = FakeSource(100, 0.5, realtime=realtime)
    feed = Feed(source, drop=drop)
    feed.close()
    assert set(threading.enumerate()) == before
    assert source.closed == 1


def test_a_file_that_takes_another_files_place_plays_at_its_own_pace():
    source = FakeSource(40, 0.02, realtime=False)
    for sample in source.samples:
        sample.captured_at -= 4 * (sample.index // 4)  # ten files that begin at their own zeros
    taken = drain(Feed(source, drop=False))
    steps = np.diff([at for _, _, at in taken])
    at_once = np.arange(1, 40) % 4 == 0
    assert np.median(steps[at_once]) < 0.005
    assert np.median(steps[~at_once]) == pytest.approx(0.02, abs=0.005)


class Stuck:
    """A source whose `read` waits until it is closed, or, as a silent pipe, for ever.

    Woken, it gives `then`, and after that its end.
    """

    realtime = True

    def __init__(self, *, wakes, then=None):
        self._woken, self._wakes, self._then = threading.Event(), wakes, then

    def read(self):
        self._woken.wait()
        sample, self._then = self._then, None
        return sample

    def wake(self):
        self._woken.set()

    def close(self):
        if self._wakes:
            self.wake()


@pytest.mark.parametrize(("wakes", "patience"), [(True, FAST), (False, 0.05)])
def test_closing_wakes_a_source_that_waits_and_leaves_one_that_cannot_be_woken(
    monkeypatch, wakes, patience
):
    monkeypatch.setattr("engine.source.LEFT_BEHIND", patience)
    source = Stuck(wakes=wakes)
    feed = Feed(source, drop=True)
    feed.close()
    assert feed._thread.is_alive() != wakes
    source.wake()
    feed._thread.join(FAST)
