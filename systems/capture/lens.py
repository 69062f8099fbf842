"""A source seen through a lens whose field of view the user knows."""

from __future__ import annotations

from engine.source import Sample, Source
from systems.capture.frame import Frame


class Lens:
    """Gives every frame of a source a vertical field of view.

    Parameters
    ----------
    source : Source
    fov : float
        Vertical field of view, rad.
    """

    def __init__(self, source: Source, fov: float) -> None:
        self._source = source
        self._fov = fov
        self.realtime = source.realtime

    def __str__(self) -> str:
        return str(self._source)

    def read(self) -> Sample | None:
        """Return the source's next frame with the field of view filled in."""
        frame = self._source.read()
        self.realtime = self._source.realtime  # a switch may have exchanged it
        if isinstance(frame, Frame):
            frame.fov = self._fov
        return frame

    def close(self) -> None:
        """Close the source."""
        self._source.close()
