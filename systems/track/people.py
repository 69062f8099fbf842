"""Who is known: the numbers of people, and how their faces are built."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine import Array, Component, column
from systems.components import Face, Landmarks
from systems.track.face_shape import SIZE, unlike

Floats = NDArray[np.float32]

SETTLED: Final = 8
"""Pictures of a new face whose mean is compared with those who are known."""

LIKE: Final = 0.012
"""Difference of proportions below which somebody unknown is somebody known; see `describe`."""

CLEARLY: Final = LIKE / 2
"""Difference by which somebody else must fit better before a number is doubted: twins, and one
picture shown twice, keep what they have."""

STRANGE: Final = 0.02
"""Difference of proportions from which one picture is not that person's; see `describe`. Of four
people filmed, 93 % of the pictures of others were farther, as were 98 % of 23 photographs; of two
halves of one clip 99, 86 and 76 % were nearer, of a woman who cries, looks about and laughs 2 %."""

LONGEST_MEAN: Final = 300
"""Pictures that a person's mean reaches back, about: faces look different in another light."""

REMEMBERED: Final = 16
"""People who are known at once; the one not seen for longest goes first."""


class Looks(Component):
    """How a followed face is built, as seen lately."""

    on = Landmarks
    shape: Array = column(SIZE, unit="1")  # running mean of `describe`
    pictures: Array = column(dtype="i8", unit="1")  # since the face was found


class Heading(Component):
    """Where a face is going; kept while it is lost."""

    on = Face
    centre: Array = column(2, dtype="f8", unit="px")  # of the newest box
    velocity: Array = column(2, dtype="f8", unit="px/s")
    at: Array = column(dtype="f8", unit="s", default=math.nan)  # NaN: not seen yet


class People:
    """Hands out numbers, from 0, and knows whom it gave them to.

    Attributes
    ----------
    guessed : set of int
        Numbers of those who were taken for somebody known after a single picture.
    """

    def __init__(self) -> None:
        self._next = 0
        self._waited = 0
        self._known: dict[int, Floats] = {}
        self._counts: dict[int, int] = {}
        self.guessed: set[int] = set()

    def forget(self) -> None:
        """Know nobody, and begin to number anew."""
        self._next = self._waited = 0
        self._known.clear()
        self._counts.clear()
        self.guessed.clear()

    def number(self) -> int:
        """Return a number that nobody has had."""
        self._next += 1
        return self._next - 1

    def look_now(self, every: int) -> bool:
        """Count one picture; tell whether it is the one to look at."""
        self._waited += 1
        if self._waited < every:
            return False
        self._waited = 0
        return True

    def learn(self, number: int, shape: Floats) -> None:
        """Take what one picture shows into the mean of a person."""
        count = self._counts[number] = min(self._counts.get(number, 0) + 1, LONGEST_MEAN)
        mean = self._known.pop(number, None)
        if mean is None:
            mean = shape.copy()
        mean += (shape - mean) / count
        self._known[number] = mean  # the one seen last stands last
        while len(self._known) > REMEMBERED:
            forgotten = next(iter(self._known))
            del self._known[forgotten], self._counts[forgotten]

    def knows(self, number: int) -> bool:
        """Whether it is known how somebody looks."""
        return number in self._known

    def stranger(self, number: int, shape: Floats) -> bool:
        """Whether one picture, taken where somebody known was, shows somebody else."""
        return number in self._known and unlike(shape, self._known[number]) > STRANGE

    def recognise(self, number: int, shape: Floats, taken: Collection[int]) -> int:
        """Return whose face it is that was found as `number`: somebody known, or `number` itself.

        Parameters
        ----------
        number : int
        shape : (153,)
            Mean over the first pictures.
        taken : collection of int
            Numbers of the other faces that are followed.
        """
        limit = LIKE
        if number in self._known:  # found where it was lost
            limit = min(LIKE, unlike(shape, self._known[number]) - CLEARLY)
        others = {
            other: unlike(shape, known)
            for other, known in self._known.items()
            if other != number and other not in taken
        }
        best = min(others, key=others.__getitem__, default=number)
        return best if others.get(best, limit) < limit else number

    def exchanged(self, shapes: Mapping[int, Floats]) -> bool:
        """Whether two followed people, given by number, carry each other's numbers."""
        a, b = shapes
        if a not in self._known or b not in self._known:
            return False
        own = unlike(shapes[a], self._known[a]) + unlike(shapes[b], self._known[b])
        crossed = unlike(shapes[a], self._known[b]) + unlike(shapes[b], self._known[a])
        return own - crossed > 2 * CLEARLY
