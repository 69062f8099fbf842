"""What a tracker says of pictures, one row a picture, in our conventions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Seen:
    """A tracker's answers; rows of pictures in which it saw no face are NaN.

    Attributes
    ----------
    times : (T,) float64
        Capture times, s.
    rotation : (T, 3, 3) float64
        Head to world.
    translation : (T, 3) float64
        m.
    gaze : (T, 3) float64
        Unit vectors in the head frame.
    shapes : (T, 52) float64
    eyes : (T, 2) float64
        Pixel in the middle between the eyes.
    error : (T,) float64
        Reprojection error, px; NaN where the tracker knows none.
    by_aifi39 : (T, 3, 3) float64
        Head to world by the pose model aifi39; NaN where the tracker has none.
    people : list of T mappings
        Middle between the eyes, px, by the number of each face.
    """

    times: Floats
    rotation: Floats
    translation: Floats
    gaze: Floats
    shapes: Floats
    eyes: Floats
    error: Floats
    by_aifi39: Floats
    people: list[Mapping[int, Floats]] = field(default_factory=list)

    @property
    def found(self) -> NDArray[np.bool_]:
        """Whether there is a face, (T,)."""
        return np.isfinite(self.rotation[:, 0, 0])


SHAPES: dict[str, tuple[int, ...]] = {
    "rotation": (3, 3),
    "translation": (3,),
    "gaze": (3,),
    "shapes": (52,),
    "eyes": (2,),
    "error": (),
    "by_aifi39": (3, 3),
}


class Notes:
    """Gathers what a tracker says, picture by picture."""

    def __init__(self) -> None:
        self._times: list[float] = []
        self._rows: list[dict[str, Any]] = []
        self._people: list[Mapping[int, Floats]] = []

    def __len__(self) -> int:
        return len(self._times)

    def add(
        self, time: float, row: dict[str, Any] | None, people: Mapping[int, Floats] | None = None
    ) -> None:
        """Add a picture; a row with less than the keys of `SHAPES` says nothing of the others."""
        self._times.append(time)
        self._rows.append(row or {})
        self._people.append(people or {})

    def seen(self) -> Seen:
        """Return everything that was added."""
        columns = {}
        for name, shape in SHAPES.items():
            empty = np.full(shape, np.nan)
            rows = [np.asarray(row.get(name, empty), np.float64) for row in self._rows]
            columns[name] = np.array(rows).reshape(-1, *shape)
        return Seen(times=np.array(self._times), people=self._people, **columns)
