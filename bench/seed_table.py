"""The source system's table again: VGA pictures at four scales, its origin's way against ours."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.origin import Origin
from bench.retinaface import LEVELS, REDUCED, in_runs, scanner, vga
from bench.row import row
from systems.track.store import Store

SCALES = {0.1: 80, 0.4: 40, 1.0: 20, 2.0: 10}
"""Scale of the net's input, and rounds to measure it in."""


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return a row for each pyramid and scale: whole detection, ms."""
    origin, picture = Origin(Store().read("retinaface")), vga()
    lines = []
    for scale, rounds in SCALES.items():
        size = round(480 * scale), round(640 * scale)
        three, fast = (scanner(size, levels) for levels in (LEVELS, REDUCED))
        calls = {
            "origin": lambda scale=scale: origin.detect(picture, scale),
            "three": lambda three=three: three.scan(picture),
            "reduced": lambda fast=fast: fast.scan(picture),
        }
        found, there = three.scan(picture).boxes, origin.detect(picture, scale)[0]
        np.testing.assert_allclose(found, there, atol=1)
        times = {name: 1e3 * s for name, s in in_runs(calls, 1 if quick else rounds).items()}
        lines += [
            row("seed_table", f"{pyramid}/{scale}", times[pyramid], "origin", times["origin"], "ms")
            for pyramid in ("three", "reduced")
        ]
    return sorted(lines, key=lambda line: str(line["case"]), reverse=True)
