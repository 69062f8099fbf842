"""The thread that feeds a live run."""

import threading

import pytest

from engine import monotonic
from engine.errors import BunrakuError, DeviceError
from engine.source import Feed
from tests.engine.fish import FAST, FailingSource, FakeSource


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
    taken = drain(Feed(FakeSource(6, 0.02, realtime=False), drop=True))
    assert [index for index, _, _ in taken] == list(range(6))
    starts = [at - taken[0][2] for _, _, at in taken]
    for i, start in enumerate(starts):
        assert start == pytest.approx(i * 0.02, abs=0.015)


@pytest.mark.parametrize("drop", [True, False])
def test_stamps_of_a_file_move_to_the_monotonic_clock_and_keep_their_distance(drop):
    began = monotonic()
    taken = drain(Feed(FakeSource(4, 0.02, realtime=False), drop=drop))
    stamps = [stamp for _, stamp, _ in taken]
    assert began <= stamps[0] <= monotonic()
    for i, stamp in enumerate(stamps):
        assert stamp - stamps[0] == pytest.approx(i * 0.02, abs=0.01 if drop else 1e-9)


def test_stamps_of_a_device_are_left_alone():
    taken = drain(Feed(FakeSource(3, 0.005), drop=True))
    assert [stamp for _, stamp, _ in taken] == pytest.approx([5, 5.005, 5.01][-len(taken) :])


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
    feed = Feed(FakeSource(1, 0.05), drop=True)
    assert feed.take(0.001) is None
    assert not feed.ended
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
    began = monotonic()
    feed.close()
    assert monotonic() - began < FAST
    assert set(threading.enumerate()) == before
    assert source.closed == 1


def test_a_file_that_takes_another_files_place_plays_at_its_own_pace():
    source = FakeSource(6, 0.02, realtime=False)
    for sample in source.samples[3:]:
        sample.captured_at -= 4  # as of a file that begins at its own zero
    taken = drain(Feed(source, drop=False))
    starts = [at - taken[0][2] for _, _, at in taken]
    assert starts[3] == pytest.approx(0.04, abs=0.015)
    assert starts[5] - starts[3] == pytest.approx(0.04, abs=0.015)


class Stuck:
    """A source whose `read` waits until it is closed, or, as a silent pipe, for ever."""

    realtime = True

    def __init__(self, *, wakes):
        self._woken, self._wakes = threading.Event(), wakes

    def read(self):
        self._woken.wait()

    def wake(self):
        self._woken.set()

    def close(self):
        if self._wakes:
            self.wake()


@pytest.mark.parametrize(("wakes", "seconds"), [(True, 0.2), (False, 2.0)])
def test_closing_wakes_a_source_that_waits_and_leaves_one_that_cannot_be_woken(wakes, seconds):
    source = Stuck(wakes=wakes)
    feed = Feed(source, drop=True)
    began = monotonic()
    feed.close()
    assert monotonic() - began < seconds
    source.wake()
