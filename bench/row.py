"""One line of the result, and how two or more calls are timed fairly beside each other."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

Call = Callable[[], object]

AT_LEAST = 1e-3
"""Seconds one measurement takes at least: quicker calls are repeated, or the clock would show."""


def row(
    bench: str, case: str, ours: float | None, peer: str, peer_value: float | None, unit: str
) -> dict[str, Any]:
    """Return one line of ``out/bench.json``; less is better, so a ratio above 1 means ours is.

    ``peer`` is ``"limit"`` where the value is a bound instead of another program's, and
    ``"context"`` where there is nothing to compare with. A value that could not be had is None.
    """
    ratio = peer_value / ours if ours and peer_value is not None else None
    return {
        "bench": bench,
        "case": case,
        "ours": ours,
        "peer": peer,
        "peer_value": peer_value,
        "ratio": ratio,
        "unit": unit,
    }


def medians(calls: Mapping[str, Call], rounds: int) -> dict[str, float]:
    """Return the median time of each call, s, all of them taking turns in every round.

    Turns, not loops: a disturbance of the machine meets all of them, and so does a cold cache.
    """
    repeats = {name: _repeats(call) for name, call in calls.items()}
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            times[name].append(seconds(call, repeats[name]))
    return {name: statistics.median(measured) for name, measured in times.items()}


def seconds(call: Call, repeats: int = 1) -> float:
    """Return the time one call takes, s, as the mean of some in a row."""
    began = time.perf_counter()
    for _ in range(repeats):
        call()
    return (time.perf_counter() - began) / repeats


def _repeats(call: Call) -> int:
    call()  # fills caches, compiles
    return max(1, round(AT_LEAST / max(seconds(call), 1e-7)))
