"""Figures of several people: whether each keeps their number."""

from __future__ import annotations

from typing import Final

import numpy as np

from systems.learn.evaluation.figures import Figure
from systems.learn.evaluation.measure import Shown
from systems.learn.evaluation.metrics import switches
from systems.learn.evaluation.theatre import SIZE
from systems.solve.camera import Pinhole

GROUP: Final = "people"

NEAR: Final = 0.05
"""Metres from a performer's eyes within which a face is theirs."""


def people_figures(shown: Shown) -> list[Figure]:
    """Return how well two people who pass each other are told apart."""
    scene, seen = shown.scenes["crossing"], shown.seen["crossing"]
    camera = Pinhole(*SIZE)
    numbers: list[list[int | None]] = [[] for _ in scene.acts]
    for t, people in zip(scene.times.tolist(), seen.people, strict=True):
        for act, heard in zip(scene.acts, numbers, strict=True):
            place = act(t).head_translation
            middle, reach = camera.project(place[None])[0], NEAR * camera.focal / -place[2]
            away = {n: float(np.linalg.norm(at - middle)) for n, at in people.items()}
            nearest = min(away, key=lambda n: away[n], default=None)
            heard.append(nearest if nearest is not None and away[nearest] < reach else None)
    changed = sum(map(switches, numbers))
    shares = [np.mean([n is not None for n in heard]) for heard in numbers]
    return [
        Figure(GROUP, "numbers exchanged", "1", float(changed), note="two crossings"),
        Figure(GROUP, "found, the one in front", "1", float(shares[0]), more=True),
        Figure(GROUP, "found, the one behind", "1", float(shares[1]), more=True),
    ]
