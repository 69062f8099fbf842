"""Who listens: a thread where time passes by itself, the caller where it goes in steps."""

from __future__ import annotations

import logging
import threading
from collections import deque

from engine.clock import monotonic
from systems.voice.heard import Heard, HeardNow, silence
from systems.voice.hearing import Hearer
from systems.voice.sound import Block, SoundSource

log = logging.getLogger("bunraku")

PATIENCE = 0.1
"""Seconds that the thread waits for a block before it looks whether it is to end."""

HUSH_AFTER = 0.3
"""Seconds without sound after which there is silence: a mouth must not freeze open."""


class Listener:
    """A thread that puts the newest row into the slot as the sound comes in.

    Parameters
    ----------
    source : SoundSource
        Closed at the end.
    hearer : Hearer
    heard : Heard
        The slot.
    origin : float
        When a file's time 0 is, s: its sound is heard at its own pace from then on.

    Attributes
    ----------
    ended : bool
        Whether the source has ended.
    """

    def __init__(self, source: SoundSource, hearer: Hearer, heard: Heard, origin: float) -> None:
        self.ended = False
        self._source, self._hearer, self._heard, self._origin = source, hearer, heard, origin
        self._late = max(0.0, hearer.offset)  # what has not yet come cannot be told earlier
        self._coming: deque[tuple[float, HeardNow]] = deque()
        self._stop = threading.Event()
        self._sounded_at = monotonic()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread and close the source."""
        self._stop.set()
        self._thread.join(timeout=5)
        self._source.close()

    def _run(self) -> None:
        try:
            while not (self._stop.is_set() or self._source.ended):
                self._listen()
            for row in self._hearer.finish():
                self._coming.append((row.captured_at, row))
            while self._coming and not self._stop.is_set():
                self._wait_until(self._coming[0][0])
                self._put_due()
        except Exception as error:
            log.error("listening failed: %s: %s", type(error).__name__, error)
            log.debug("where listening failed", exc_info=error)
        finally:
            self._heard.put(silence(monotonic()))
            self.ended = True

    def _listen(self) -> None:
        block = self._source.read(PATIENCE)
        if block is not None:
            self._sounded_at = monotonic()
            rows = self._hearer.hear(self._due(block))
            told_at = monotonic() + self._late
            self._coming.extend((told_at, row) for row in rows)
        elif monotonic() - self._sounded_at > HUSH_AFTER + self._late:
            self._heard.put(silence(monotonic()))
        self._put_due()

    def _put_due(self) -> None:
        while self._coming and self._coming[0][0] <= monotonic():
            self._heard.put(self._coming.popleft()[1])

    def _due(self, block: Block) -> Block:
        """Return the block when its last sample has come, its time on the clock of the run."""
        if self._source.realtime:
            return block
        block = block._replace(captured_at=block.captured_at + self._origin)
        self._wait_until(block.captured_at + len(block.samples) / block.rate)
        return block

    def _wait_until(self, due: float) -> None:
        self._stop.wait(max(0.0, due - monotonic()))


class StepListener:
    """Hears a file in step with the pictures: at time t, the row of time t, in every run the same.

    A file can be heard ahead, so that nothing is late, unlike live. Parameters as of `Listener`.
    """

    def __init__(self, source: SoundSource, hearer: Hearer, heard: Heard, origin: float) -> None:
        self.ended = False
        self._source, self._hearer, self._heard, self._origin = source, hearer, heard, origin
        self._coming: deque[HeardNow] = deque()

    def hear_until(self, now: float) -> None:
        """Put the newest row up to time `now` (s) into the slot."""
        while not self._source.ended and not (self._coming and self._coming[-1].captured_at > now):
            block = self._source.read(0.0)
            self._coming += self._hearer.finish() if block is None else self._heard_in(block)
        while self._coming and self._coming[0].captured_at <= now:
            self._heard.put(self._coming.popleft())
        if self._source.ended and not self._coming:
            self._heard.put(silence(now))
            self.ended = True

    def _heard_in(self, block: Block) -> list[HeardNow]:
        return self._hearer.hear(block._replace(captured_at=block.captured_at + self._origin))

    def close(self) -> None:
        """Close the source."""
        self._source.close()
