"""A one-slot mailbox between two threads: the newest value wins."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """A mailbox that holds at most one value.

    `put` never waits: it hands back the value it displaced, so that its buffer can be reused.
    `take` waits for a value. Values come out in the order they went in, with gaps.

    Attributes
    ----------
    dropped : int
        Values displaced before anyone took them.
    """

    def __init__(self) -> None:
        self.dropped = 0
        self._value: T | None = None
        self._closed = False
        self._ready = threading.Condition()

    def put(self, value: T) -> T | None:
        """Offer a value; return the untaken one it displaces."""
        with self._ready:
            displaced, self._value = self._value, value
            self.dropped += displaced is not None
            self._ready.notify_all()
            return displaced

    def put_when_empty(self, value: T) -> None:
        """Offer a value after the previous one has been taken, for runs that drop nothing."""
        with self._ready:
            self._ready.wait_for(lambda: self._value is None or self._closed)
            self._value = value
            self._ready.notify_all()

    def take(self, timeout: float | None = None) -> T | None:
        """Return the newest value, or None when none comes in `timeout` seconds or at the end."""
        with self._ready:
            self._ready.wait_for(lambda: self._value is not None or self._closed, timeout)
            value, self._value = self._value, None
            self._ready.notify_all()
            return value

    def close(self) -> None:
        """Wake whoever waits; a value still inside can be taken."""
        with self._ready:
            self._closed = True
            self._ready.notify_all()

    @property
    def ended(self) -> bool:
        """Whether the mailbox is closed and empty."""
        with self._ready:
            return self._closed and self._value is None
