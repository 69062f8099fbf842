"""What has just happened, in a line that goes away by itself."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import BunrakuError

SECONDS, SECONDS_OF_ALARM = 3.0, 8.0
"""How long a line and an error stay."""

SECONDS_TO_READ = 3.0
"""How long an error stays though another line would take its place."""


@dataclass(frozen=True)
class Notice:
    """A line, or an error with its remedy."""

    text: str
    alarm: bool
    since: float  # s
    until: float


class Notices:
    """The newest notice."""

    def __init__(self) -> None:
        self._notice: Notice | None = None

    def say(self, text: str, now: float) -> None:
        """Show a line from time `now` on, unless there is an error still to be read."""
        last = self._notice
        if last is None or not last.alarm or now > last.since + SECONDS_TO_READ:
            self._notice = Notice(text, alarm=False, since=now, until=now + SECONDS)

    def warn(self, error: BunrakuError, now: float) -> None:
        """Show an error from time `now` on."""
        self._notice = Notice(str(error), alarm=True, since=now, until=now + SECONDS_OF_ALARM)

    def at(self, now: float) -> Notice | None:
        """Return what is to be seen at time `now`."""
        return self._notice if self._notice is not None and now < self._notice.until else None
