"""Pictures to calibrate from: ``neutral`` and shapes at their extremes, or the neutral alone."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from engine.errors import DataError
from systems.capture.frame import Frame
from systems.capture.images import SUFFIXES, image_paths, read_image
from systems.topology import SIDES

NEUTRAL: Final = "neutral"

LOOKS: Final = 6
"""Times that each picture is shown: the first find the face, the last is kept."""

APART: Final = 1.0
"""Seconds between two pictures."""


def is_picture_set(path: Path) -> bool:
    """Whether a path is a picture, or a folder with one called neutral."""
    if path.is_file():
        return path.suffix.lower() in SUFFIXES
    return path.is_dir() and any(entry.stem.lower() == NEUTRAL for entry in path.iterdir())


class Stills:
    """A source that shows ``neutral`` and every picture named by a shape, several times each.

    Parameters
    ----------
    path : Path
        A folder, or a picture that is the neutral whatever its name.

    Attributes
    ----------
    passed_over : list of str
        Pictures that no shape gives its name.

    Raises
    ------
    DataError
        If none is called neutral.
    """

    realtime = False

    def __init__(self, path: Path) -> None:
        found = image_paths(path)
        parts = {entry: _part(entry) for entry in found} if path.is_dir() else {path: NEUTRAL}
        known = [entry for entry in found if parts[entry]]
        self.passed_over = [entry.name for entry in found if entry not in known]
        self.parts = [parts[entry] for entry in known]
        if NEUTRAL not in self.parts:
            msg = f"folder {path} has no picture called neutral"
            raise DataError(msg, fix="add neutral.jpg: the face at rest, seen from the front")
        self._paths = known
        self._index = 0

    def __str__(self) -> str:
        number = len(self._paths)
        return f"{number} picture{'s' if number > 1 else ''}: {', '.join(self.parts)}"

    def read(self) -> Frame | None:
        """Return the next look at a picture, or None at the end."""
        place, look = divmod(self._index, LOOKS)
        if place >= len(self._paths):
            return None
        frame = Frame(read_image(self._paths[place]), place * APART + look / 30, self._index)
        self._index += 1
        return frame

    def close(self) -> None:
        """Nothing is held."""

    def part_of(self, frame: Frame) -> str | None:
        """Return the part that a picture shows, at its last look."""
        place, look = divmod(frame.index, LOOKS)
        return self.parts[place] if look == LOOKS - 1 else None


def _part(path: Path) -> str:
    """Return what a picture shows by its name; nothing where no shape has that name."""
    if path.stem.lower() == NEUTRAL:
        return NEUTRAL
    return path.stem if path.stem in SIDES else ""
