"""From 52 ARKit weights to a figure's expressions and morph targets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from systems.avatar.gltf.morph_names import arkit_name
from systems.avatar.vrm.expressions import MOUTH, Expression
from systems.avatar.vrm.presets import RULES, STANDS_FOR
from systems.topology import ARKIT, SHAPE

LOOKS = tuple(name for name in ARKIT if name.startswith("eyeLook"))


class Drive:
    """Which weights go where, worked out once.

    An expression named like an ARKit shape ("perfect sync") is driven by it, in preference to
    morph targets of that name; what is left goes through the table of presets.

    Parameters
    ----------
    expressions : sequence of Expression
    targets : sequence of str
        Names of the morph targets.
    eyes_turn : bool
        The eyes are turned by bones: the eight eyeLook shapes are left out, not to look twice.
    """

    def __init__(
        self, expressions: Sequence[Expression], targets: Sequence[str], *, eyes_turn: bool
    ) -> None:
        unused = set(LOOKS) if eyes_turn else set()
        clips = [(arkit_name(e.name) if e.effective else None) for e in expressions]
        self.shapes: dict[str, str] = {n: "expression" for n in clips if n}
        morphs = [arkit_name(name) for name in targets]
        morphs = [None if name in self.shapes else name for name in morphs]
        self.shapes |= {n: "morph" for n in morphs if n}
        self._clips = _pairs(clips, unused)
        self._morphs = _pairs(morphs, unused)
        names = {e.name: row for row, e in enumerate(expressions) if e.effective}
        self.presets = [
            rule.preset
            for rule in RULES
            if rule.preset in names and STANDS_FOR[rule.region] not in self.shapes
        ]
        if {"blinkLeft", "blinkRight"} <= set(self.presets) and "blink" in self.presets:
            self.presets.remove("blink")
        self._rules = [(names[r.preset], r) for r in RULES if r.preset in self.presets]
        self._mouth = [row for row, rule in self._rules if rule.preset in MOUTH]

    def expressions(self, weights: NDArray[np.floating], out: NDArray[np.float64]) -> None:
        """Write the expressions' weights (E,) for the weights (52,) of `topology.ARKIT`."""
        out[:] = 0
        rows, shapes = self._clips
        out[rows] = weights[shapes]
        if self._rules:
            named = dict(zip(ARKIT, map(float, weights), strict=True))
            for row, rule in self._rules:
                out[row] = rule(named)
            out[self._mouth] /= max(float(out[self._mouth].sum()), 1.0)

    def targets(self, weights: NDArray[np.floating], out: NDArray[np.float32]) -> None:
        """Write the morph targets' weights (T,)."""
        out[:] = 0
        rows, shapes = self._morphs
        out[rows] = weights[shapes]


def _pairs(
    names: Sequence[str | None], unused: set[str]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    used = [(row, SHAPE[n]) for row, n in enumerate(names) if n is not None and n not in unused]
    table = np.array(used, np.intp).reshape(-1, 2)
    return table[:, 0], table[:, 1]
