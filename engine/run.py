"""The three ways to run an app: in steps, live, and replayed."""

from __future__ import annotations

import itertools
import logging
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext

from engine.app import App
from engine.clock import ClockKind, monotonic
from engine.component import Component
from engine.extract import Receiver, Snapshot
from engine.latest import Latest
from engine.source import Feed, Sample, Source

log = logging.getLogger("bunraku")

IDLE_AFTER = 0.05
"""Seconds without a sample after which TRACK ticks by itself."""

IDLE_PERIOD = 1 / 60
"""Seconds between such ticks, so that voice, network sources and idle motion live on."""

DRAW_PERIOD = 1 / 60
"""Seconds between DRAW ticks where no display paces them."""

JOIN_AFTER = 5.0
"""Seconds that the end of a run waits for TRACK: longer than any tick, short of our patience."""

BUFFERS = 3
"""Snapshots between TRACK and DRAW: one being written, one waiting, one being read."""

SWITCH_INTERVAL = 0.0001
"""Seconds a Python thread may keep the GIL; 5 ms, the default, is the worst source of jitter."""


def run_step(
    app: App, source: Source | None, *, frames: int | None = None, dt: float = 1 / 30
) -> None:
    """Run in one thread: a TRACK tick for each sample and a DRAW tick after it; nothing drops.

    Time is the samples' own capture time, or grows by `dt` without a source, so that two runs are
    bit-identical. The source is closed at the end.

    Parameters
    ----------
    frames : int, optional
        Stop after this many ticks; by default at the source's end.
    """
    closed_after = closing(source) if source is not None else nullcontext()
    with closed_after, _started(app, ClockKind.STEP) as hand:
        for tick in itertools.count() if frames is None else range(frames):
            if app.stop.asked:
                break
            sample = source.read() if source is not None else None
            if source is not None and sample is None:
                break
            now = sample.captured_at if sample is not None else tick * dt
            with _given(app, sample):
                app.track.tick(now)
                hand.over(now)
                app.draw.tick(now)


def run_live(
    app: App, source: Source | None, *, frames: int | None = None, drop: bool = True
) -> None:
    """Run TRACK in a thread of its own and DRAW here, each at its own rate.

    The source is closed at the end. An error of TRACK or of the source is raised here.

    Parameters
    ----------
    frames : int, optional
        Stop after this many samples have been tracked, or DRAW ticks where there is no source.
    drop : bool, default True
        The newest sample wins; False waits for every one, as a replay wants.
    """
    kind = ClockKind.LIVE if drop else ClockKind.REPLAY
    with _started(app, kind) as hand, _switch_interval(SWITCH_INTERVAL):
        feed = Feed(source, drop=drop) if source is not None else None
        tracker = _Tracker(app, feed, hand, frames)
        try:
            _draw_until(app, hand, tracker, frames if source is None else None)
        finally:
            app.stop.ask()
            tracker.join()
            if feed is not None:
                feed.close()
        if tracker.error is not None:
            raise tracker.error


class _Hand:
    """Carries snapshots from TRACK to DRAW: a newest-wins mailbox and the buffers it needs."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._receiver = Receiver()
        self._mail: Latest[Snapshot] = Latest()
        self._spare: list[Snapshot] = []
        self._wanted: frozenset[type[Component]] = frozenset()
        self._version = -1

    def over(self, now: float) -> None:
        """Hand over in one thread, for steps."""
        self.publish(now)
        self.receive()

    def publish(self, now: float) -> None:
        """Copy TRACK's side and offer it; called by TRACK's thread."""
        self._follow_schedule()
        snapshot = self._spare.pop()
        snapshot.take(self._app.track.world, now)
        displaced = self._mail.put(snapshot)
        if displaced is not None:
            self._give_back(displaced)

    def receive(self) -> None:
        """Write the newest offer into DRAW's world, if there is one; called by DRAW's thread."""
        snapshot = self._mail.take(timeout=0)
        if snapshot is not None:
            self._receiver.receive(self._app.draw.world, snapshot)
            self._app.ages.tracked_at = snapshot.taken_at
            self._give_back(snapshot)

    def _give_back(self, snapshot: Snapshot) -> None:
        if snapshot.stores.keys() == self._wanted:
            self._spare.append(snapshot)

    def _follow_schedule(self) -> None:
        if self._version != self._app.schedule.version:
            self._version = self._app.schedule.version
            self._wanted = self._app.track.mentioned & self._app.draw.mentioned
            slots = self._app.track.world.slots
            self._spare = [Snapshot(slots, self._wanted) for _ in range(BUFFERS)]


class _Tracker:
    """The TRACK thread."""

    def __init__(self, app: App, feed: Feed | None, hand: _Hand, frames: int | None) -> None:
        self.error: BaseException | None = None
        self.ended = False
        self._app = app
        self._feed = feed
        self._hand = hand
        self._frames = frames if feed is not None else None
        self._thread = threading.Thread(target=self._run, name="track", daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Wait for the thread's end; one that hangs is left behind, and the log names where."""
        self._thread.join(timeout=JOIN_AFTER)
        if self._thread.is_alive():
            begun = self._app.track.last_begun
            log.error("system '%s' has not ended in %g s and is left behind", begun, JOIN_AFTER)

    def _run(self) -> None:
        try:
            self._loop()
        except BaseException as error:  # also a script's exit(): the caller ends with its code
            self.error = error
        finally:
            self.ended = True

    def _loop(self) -> None:
        tracked, idle_at = 0, monotonic() + IDLE_AFTER
        while not self._app.stop.asked and tracked != self._frames:
            sample = self._take(max(0.0, idle_at - monotonic()))
            if sample is None and self._feed is not None and self._feed.ended:
                return
            now = monotonic()
            idle_at = now + (IDLE_PERIOD if sample is None else IDLE_AFTER)
            with _given(self._app, sample):
                self._app.track.tick(now)
            self._hand.publish(now)
            if self._feed is not None:
                self._app.ages.dropped = self._feed.dropped
            tracked += sample is not None

    def _take(self, wait: float) -> Sample | None:
        if self._feed is None:
            time.sleep(wait)
            return None
        return self._feed.take(wait)


@contextmanager
def _given(app: App, sample: Sample | None) -> Iterator[None]:
    if sample is None:
        yield
        return
    app.track.world.insert(sample)
    app.ages.samples += 1
    try:
        yield
    finally:  # its buffer goes back to the source: no later tick may look into it
        app.track.world.discard(type(sample))
        sample.release()


def _draw_until(app: App, hand: _Hand, tracker: _Tracker, frames: int | None) -> None:
    for _ in itertools.count() if frames is None else range(frames):
        last = app.stop.asked or tracker.ended  # what was tracked last is drawn too
        due = monotonic() + DRAW_PERIOD
        hand.receive()
        app.draw.tick(monotonic())
        if last:
            return
        time.sleep(max(0.0, due - monotonic()))


@contextmanager
def _started(app: App, kind: ClockKind) -> Iterator[_Hand]:
    app.stop.asked = False
    for loop in (app.track, app.draw):
        loop.start(kind, app.quarantine, strict=app.strict)
    try:
        yield _Hand(app)
    finally:
        app.close()


@contextmanager
def _switch_interval(seconds: float) -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(seconds)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
