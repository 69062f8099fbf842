"""A folder of pictures to calibrate from: ``neutral`` and shapes at their extremes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from engine.errors import DataError
from systems.capture.frame import Frame
from systems.capture.images import image_paths, read_image
from systems.solve.calibration.conclude import sides

NEUTRAL: Final = "neutral"

LOOKS: Final = 6
"""Times that each picture is shown: the first find the face, the last is kept."""

APART: Final = 1.0
"""Seconds between two pictures."""


def is_picture_set(path: Path) -> bool:
    """Whether a path is a folder with a picture called neutral."""
    return path.is_dir() and any(entry.stem.lower() == NEUTRAL for entry in path.iterdir())


class Stills:
    """A source that shows ``neutral`` and every picture named by a shape, several times each.

    Parameters
    ----------
    folder : Path

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

    def __init__(self, folder: Path) -> None:
        found = image_paths(folder)
        known = [path for path in found if path.stem.lower() == NEUTRAL or sides(path.stem)]
        self.passed_over = [path.name for path in found if path not in known]
        self.parts = [self._part(path) for path in known]
        if NEUTRAL not in self.parts:
            msg = f"folder {folder} has no picture called neutral"
            raise DataError(msg, fix="add neutral.jpg: the face at rest, seen from the front")
        self._paths = known
        self._index = 0

    def __str__(self) -> str:
        return f"{len(self._paths)} pictures: {', '.join(self.parts)}"

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

    @staticmethod
    def _part(path: Path) -> str:
        return NEUTRAL if path.stem.lower() == NEUTRAL else path.stem
