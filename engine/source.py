"""Sources of samples, and the thread that feeds a live run from one."""

from __future__ import annotations

import logging
import threading
from typing import Protocol

from engine.clock import monotonic
from engine.errors import BunrakuError
from engine.latest import Latest


class Sample(Protocol):
    """What a TRACK tick starts from: a camera frame, a packet, a recorded row."""

    captured_at: float  # seconds

    def release(self) -> None:
        """Give pooled buffers back; the sample must not be used afterwards."""


class Source(Protocol):
    """Where samples come from.

    Attributes
    ----------
    realtime : bool
        True where `read` blocks at the device's own pace; False where it returns at once, as
        files do.
    """

    realtime: bool

    def read(self) -> Sample | None:
        """Return the next sample in order; None at the end."""

    def close(self) -> None:
        """Let go of the device or file. Closing twice is harmless.

        Any thread may close while another reads: a read that waits for a device ends soon, and one
        that is at work is let finish.
        """


LEFT_BEHIND = 1.0
"""Seconds that a closed feed waits for its thread: one that is stuck in a silent pipe stays."""


class Feed:
    """A thread that reads a source and keeps its newest sample ready.

    Samples of a source that is not realtime are published when their capture time comes, counted
    from the first, so that a file plays at its own pace. Their stamps are moved to that moment on
    the monotonic clock: age then means the same for files and cameras.

    Parameters
    ----------
    drop : bool
        Replace a sample that nobody took; otherwise wait until it is taken.
    """

    def __init__(self, source: Source, *, drop: bool) -> None:
        self._source = source
        self._drop = drop
        self._latest: Latest[Sample] = Latest()
        self._stop = threading.Event()
        self._offset: float | None = None
        self._last = 0.0
        self.error: BunrakuError | None = None
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Samples that were replaced before anyone took them."""
        return self._latest.dropped

    @property
    def ended(self) -> bool:
        """Whether the source has ended and its last sample has been taken."""
        return self._latest.ended

    def take(self, timeout: float) -> Sample | None:
        """Return the newest sample, or None when none comes in `timeout` seconds.

        Raises
        ------
        BunrakuError
            What ended the source, if it failed.
        """
        sample = self._latest.take(timeout)
        if sample is None and self.error is not None:
            raise self.error
        return sample

    def close(self) -> None:
        """Close the source, which wakes a thread that waits for it, and end the thread."""
        self._stop.set()
        self._latest.close()
        self._source.close()
        self._thread.join(timeout=LEFT_BEHIND)

    def _run(self) -> None:
        try:
            while not self._stop.is_set() and (sample := self._source.read()) is not None:
                self._publish(sample)
        except BunrakuError as error:
            self.error = error
        except Exception as error:
            logging.getLogger("bunraku").debug("the source failed", exc_info=error)
            msg = f"the source failed: {type(error).__name__}: {error}"
            self.error = BunrakuError(msg, fix="run again with --debug to see where")
        finally:
            self._latest.close()

    def _publish(self, sample: Sample) -> None:
        if not self._source.realtime:
            self._pace(sample)
        if self._drop:
            displaced = self._latest.put(sample)
            if displaced is not None:
                displaced.release()
        else:
            self._latest.put_when_empty(sample)

    def _pace(self, sample: Sample) -> None:
        now = monotonic()
        if self._offset is None or sample.captured_at < self._last:  # it began, or began anew
            self._offset = now - sample.captured_at
        self._last = sample.captured_at
        due = sample.captured_at + self._offset
        self._stop.wait(max(0.0, due - now))
        sample.captured_at = max(due, now) if self._drop else due
