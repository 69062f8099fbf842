"""A source that can be exchanged for another while it runs: the camera of the settings panel."""

from __future__ import annotations

from collections.abc import Callable

from engine.errors import BunrakuError
from engine.source import Sample, Source


class Switch:
    """Passes on the samples of one source, and of another when that is asked for.

    Parameters
    ----------
    source : Source
    spec : str
        What names it, as in ``--source``.
    open_source : callable
        Opens what a word names.

    Attributes
    ----------
    spec : str
        What is read now.
    realtime : bool
        Whether that sets the pace itself.
    """

    def __init__(
        self, source: Source, spec: str, open_source: Callable[[str], Source | None]
    ) -> None:
        self.spec, self.realtime = spec, source.realtime
        self._source, self._open = source, open_source
        self._wanted: str | None = None
        self._failure: BunrakuError | None = None

    def ask(self, spec: str) -> None:
        """Have the next `read` come from another source. Any thread may ask."""
        self._wanted = spec

    def take_failure(self) -> BunrakuError | None:
        """Return, once, why the source last asked for could not be opened; the old one goes on."""
        failure, self._failure = self._failure, None
        return failure

    def read(self) -> Sample | None:
        """Return the next sample; None when the present source ends."""
        wanted, self._wanted = self._wanted, None
        if wanted is not None and wanted != self.spec:
            self._exchange(wanted)
        return self._source.read()

    def close(self) -> None:
        """Close the present source. Closing twice is harmless."""
        self._source.close()

    def _exchange(self, wanted: str) -> None:
        try:
            other = self._open(wanted)
        except BunrakuError as error:
            self._failure = error
            return
        if other is not None:
            self._source.close()
            self._source, self.spec, self.realtime = other, wanted, other.realtime
