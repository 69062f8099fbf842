"""Mouth cues as Rhubarb Lip Sync writes them, for the programs that read those."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from systems.topology import VISEMES
from systems.voice.framing import STEP

_SHAPES: Final = {
    "X": "sil",
    "A": "PP",
    "B": "TH DD kk CH SS nn I",
    "C": "E",
    "D": "aa",
    "E": "RR O",
    "F": "U",
    "G": "FF",
}
SHAPES: Final = np.array(
    [next(shape for shape, names in _SHAPES.items() if v in names.split()) for v in VISEMES]
)
"""(15,) Rhubarb's mouth shape of each viseme. Source: Rhubarb Lip Sync's readme, "Mouth shapes":
A lips closed for P B M; B teeth clenched for most consonants and EE; C open for EH; D wide for AA;
E rounded for AO and ER; F puckered for UW and W; G teeth on the lip for F V; X at rest. H, for a
long L, is one of those that Rhubarb calls optional: no viseme tells L from N."""

SHORTEST: Final = 0.04
"""Seconds; a cue that is shorter is joined to the one before, unless lips have to touch in it. One
picture at 25 a second."""

KEPT: Final = ("A", "G")


class Cue(NamedTuple):
    """A mouth shape: when it begins and ends, s, multiples of 0.01."""

    start: float
    end: float
    shape: str


def cues(visemes: NDArray[np.float32], seconds: float) -> list[Cue]:
    """Return the mouth shapes of rows (n, 15) of visemes, `framing.STEP` apart, without gaps."""
    shapes = SHAPES[visemes.argmax(1)]
    starts = np.flatnonzero(np.r_[True, shapes[1:] != shapes[:-1]])
    joined: list[tuple[float, str]] = []
    for start, end in zip(starts, [*starts[1:], len(shapes)], strict=True):
        shape = str(shapes[start])
        short = (end - start) * STEP < SHORTEST - 1e-9 and shape not in KEPT
        if not joined or not (short or shape == joined[-1][1]):
            joined.append((round(start * STEP, 2), shape))
    ends = [*(start for start, _ in joined[1:]), round(max(seconds, len(shapes) * STEP), 2)]
    return [Cue(start, end, shape) for (start, shape), end in zip(joined, ends, strict=True)]


def tsv(written: list[Cue]) -> str:
    """Return Rhubarb's default format: a start and a shape to a line, and the end at rest."""
    lines = [f"{cue.start:.2f}\t{cue.shape}" for cue in written]
    return "\n".join([*lines, f"{written[-1].end:.2f}\tX"]) + "\n"


def mouth_cues(written: list[Cue]) -> list[dict[str, float | str]]:
    """Return the list `mouthCues` of Rhubarb's JSON format."""
    return [{"start": cue.start, "end": cue.end, "value": cue.shape} for cue in written]
