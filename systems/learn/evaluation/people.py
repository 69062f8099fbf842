"""Figures of several people: whether each keeps their number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.learn.evaluation.figures import Figure
from systems.learn.evaluation.measure import Shown
from systems.learn.evaluation.metrics import switches
from systems.learn.evaluation.scene import Scene
from systems.learn.evaluation.theatre import SIZE
from systems.solve.camera import Pinhole

Floats = NDArray[np.float64]

GROUP: Final = "people"

EYES: Final = np.array([0.0, 0.025, 0.030])
"""m. Between the eyes, in the head frame."""

NEAR: Final = 20.0
"""Pixels from a performer's eyes within which a face is theirs."""


def people_figures(shown: Shown) -> list[Figure]:
    """Return how well two people who pass each other are told apart."""
    scene, seen = shown.scenes["crossing"], shown.seen["crossing"]
    rows = [
        numbered(eyes_of(scene, t), people)
        for t, people in zip(scene.times.tolist(), seen.people, strict=True)
    ]
    front, behind = zip(*rows, strict=True)
    changed = switches(list(front)) + switches(list(behind))
    return [
        Figure(GROUP, "numbers exchanged", "1", float(changed), note="two crossings"),
        Figure(GROUP, "found, the one in front", "1", _share(front), more=True),
        Figure(GROUP, "found, the one behind", "1", _share(behind), more=True),
    ]


def eyes_of(scene: Scene, t: float) -> Floats:
    """Return the pixels (N, 2) between the eyes of performers who look straight ahead."""
    places = np.array([act(t).head_translation for act in scene.acts])
    return Pinhole(*SIZE).project(places + EYES)


def numbered(eyes: Floats, people: Mapping[int, Floats]) -> list[int | None]:
    """Return each performer's number: pairs nearest first, for a face is of one person only."""
    pairs = [
        (float(np.linalg.norm(at - place)), who, number)
        for who, place in enumerate(eyes)
        for number, at in people.items()
    ]
    numbers: list[int | None] = [None] * len(eyes)
    for away, who, number in sorted(pairs):
        if away < NEAR and numbers[who] is None and number not in numbers:
            numbers[who] = number
    return numbers


def _share(numbers: tuple[int | None, ...]) -> float:
    return float(np.mean([number is not None for number in numbers]))
