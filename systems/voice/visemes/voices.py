"""Who reads what: the voices that teach, and those that are left out to test what was learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

import assets
from systems.voice.visemes import espeak, festival
from systems.voice.visemes.espeak import Espeak
from systems.voice.visemes.labels import Labelled
from systems.voice.visemes.recipe import Synthesizer

SENTENCES: Final = Path(assets.__file__).parent / "speech" / "sentences.txt"

UNREAD: Final = 12
"""Each of how many sentences no voice reads in training."""

LEFT_OUT: Final = "ked_diphone"
LEFT_OUT_VARIANTS: Final = ("m5", "f4", "Hugo", "linda", "grandpa", "klatt4")
"""Voices of festival and of espeak-ng that are never trained on."""


Speech = dict[str, list[Labelled]]
"""Utterances by voice."""


@dataclass(frozen=True)
class Readings:
    """What the voices read: to learn from, and to be tested on."""

    learnt: Speech
    left_out: Speech


def sentences(most: int | None = None) -> list[str]:
    """Return the sentences that the voices read, or the first of them."""
    return SENTENCES.read_text(encoding="utf-8").splitlines()[:most]


def readings(texts: Sequence[str], synthesizers: Sequence[Synthesizer], seed: int) -> Readings:
    """Return what the voices make of some sentences, each text read or left out by all.

    Raises
    ------
    FileError
        If one of the programs or voices is not installed.
    """
    unread = list(texts[::UNREAD])
    read = [text for text in texts if text not in unread]
    learnt: Speech = {}
    left_out: Speech = {}
    for synthesizer in synthesizers:
        if synthesizer is Synthesizer.ESPEAK:
            learnt["espeak"], left_out["espeak"] = _espeak(read, unread, seed)
        elif synthesizer is Synthesizer.FLITE:
            learnt |= {f"flite {v}": list(festival.flite(read, v, seed)) for v in festival.FLITE}
        else:
            others = (voice for voice in festival.FESTIVAL if voice != LEFT_OUT)
            learnt |= {f"festival {v}": festival.festival(read, v, seed) for v in others}
            left_out[f"festival {LEFT_OUT}"] = festival.festival(unread, LEFT_OUT, seed)
    return Readings(learnt, left_out)


def versions(synthesizers: Sequence[Synthesizer]) -> dict[str, str]:
    """Return the versions of the programs that speak."""
    found = {} if set(synthesizers) <= {Synthesizer.ESPEAK} else festival.versions()
    return found | ({"espeak-ng": Espeak().version()} if Synthesizer.ESPEAK in synthesizers else {})


def _espeak(
    read: Sequence[str], unread: Sequence[str], seed: int
) -> tuple[list[Labelled], list[Labelled]]:
    """Let each sentence be read by two of its many voices."""
    twice = [str(text) for text in np.random.default_rng(seed).permutation([*read, *read])]
    taught = [name for name in espeak.VARIANTS if name not in LEFT_OUT_VARIANTS]
    return (
        list(espeak.utterances(twice, seed, taught)),
        list(espeak.utterances(unread, seed, LEFT_OUT_VARIANTS)),
    )
