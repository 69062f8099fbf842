"""Expressions: named weights that move morph targets and material values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from systems.avatar.gltf.material import Values

Override = Literal["none", "block", "blend"]
Weights = NDArray[np.float64]

MOUTH: Final = ("aa", "ih", "ou", "ee", "oh")
BLINK: Final = ("blink", "blinkLeft", "blinkRight")
LOOK: Final = ("lookUp", "lookDown", "lookLeft", "lookRight")
MOOD: Final = ("happy", "angry", "sad", "relaxed", "surprised", "neutral")
PRESETS: Final = (*MOOD, *MOUTH, *BLINK, *LOOK)
"""The presets of VRM 1.0; 0.x files are read under these names."""


@dataclass(frozen=True)
class MorphBind:
    """A morph target that an expression moves: row of `Geometry.target_names`, at full weight."""

    target: int
    weight: float


@dataclass(frozen=True)
class MaterialBind:
    """A material value that an expression carries to `target` at full weight."""

    material: int
    value: str  # a field of VALUES
    target: tuple[float, ...]


@dataclass(frozen=True)
class Expression:
    """One expression; its name is a preset's or the author's own."""

    name: str
    binary: bool = False
    override_mouth: Override = "none"
    override_blink: Override = "none"
    override_look: Override = "none"
    morphs: tuple[MorphBind, ...] = ()
    materials: tuple[MaterialBind, ...] = ()

    @property
    def effective(self) -> bool:
        """Whether it moves anything; exporters write empty ones too."""
        return bool(self.morphs or self.materials)


def resolve(expressions: Sequence[Expression], weights: Weights) -> Weights:
    """Return the weights (E,) that are applied: clamped, made binary, overridden.

    Parameters
    ----------
    expressions : sequence of E Expression
    weights : (E,)
        As asked for.

    Notes
    -----
    VRMC_vrm-1.0, "Expressions": a binary expression is 1 above one half and else 0, before it
    overrides others; an overridden binary expression is off under any influence. A member of an
    overridden group does not override its own group.
    """
    binary = np.array([e.binary for e in expressions], bool)
    out = np.clip(weights, 0.0, 1.0)
    out = np.where(binary, out > 0.5, out).astype(np.float64)
    groups = (
        (MOUTH, [e.override_mouth for e in expressions]),
        (BLINK, [e.override_blink for e in expressions]),
        (LOOK, [e.override_look for e in expressions]),
    )
    left = np.ones_like(out)
    for names, overrides in groups:
        member = np.array([e.name in names for e in expressions], bool)
        influence = _influence(overrides, np.where(member, 0.0, out))
        left[member] = np.where(binary[member] & (influence > 0), 0.0, 1 - influence)
    return out * left


def _influence(overrides: Sequence[Override], weights: Weights) -> float:
    shares = [
        float(weight > 0) if override == "block" else float(weight)
        for override, weight in zip(overrides, weights, strict=True)
        if override != "none"
    ]
    return min(sum(shares), 1.0)


def apply(
    expressions: Sequence[Expression],
    weights: Weights,
    rest: Values,
    targets: NDArray[np.float32],
    values: Values,
) -> None:
    """Add expressions to the weights of morph targets (T,) and to material values (M,).

    Colours and texture places are the rest value plus the sum of weighted differences to it.
    """
    for index in np.flatnonzero(weights).tolist():
        weight = float(weights[index])
        for morph in expressions[index].morphs:
            targets[morph.target] += weight * morph.weight
        for bind in expressions[index].materials:
            column = values[bind.value]
            target = np.asarray(bind.target, np.float32)
            part = slice(0, len(target))
            column[bind.material][part] += weight * (target - rest[bind.value][bind.material][part])
