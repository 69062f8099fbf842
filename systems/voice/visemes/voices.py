"""Who reads what: the voices that teach, and those that are left out to test what was learnt."""

from __future__ import annotations

import ctypes.util
import shutil
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from engine.errors import FileError
from systems.voice.visemes import espeak, festival
from systems.voice.visemes.espeak import Espeak
from systems.voice.visemes.labels import Labelled
from systems.voice.visemes.place import SENTENCES
from systems.voice.visemes.recipe import Synthesizer

UNREAD: Final = 12
"""One in how many sentences is not read in training."""

READERS: Final = 3
"""Of the many voices of espeak-ng, how many read each sentence."""

LEFT_OUT: Final = "ked_diphone"
LEFT_OUT_VARIANTS: Final = ("m5", "f4", "Hugo", "linda", "grandpa", "klatt4")
"""Voices of festival and of espeak-ng that are never trained on."""


Speech = dict[str, list[Labelled]]
"""Utterances by voice."""


def sentences(most: int | None = None) -> list[str]:
    """Return the sentences that the voices read, or the first of them."""
    return SENTENCES.read_text(encoding="utf-8").splitlines()[:most]


def require(synthesizers: Sequence[Synthesizer]) -> None:
    """Refuse to begin without a program or voice; all that are missing are named at once.

    Raises
    ------
    FileError
        With the Debian packages to install.
    """
    packages = " ".join(_missing(synthesizers))
    if packages:
        msg = f"voices that teach or test the net are not installed: {packages}"
        raise FileError(msg, fix=f"apt-get install {packages}, or do with others by --voices")


def _missing(synthesizers: Sequence[Synthesizer]) -> Iterator[str]:
    if Synthesizer.FESTIVAL in synthesizers:
        yield from festival.missing()
    if Synthesizer.FLITE in synthesizers and shutil.which("flite") is None:
        yield "flite"
    if Synthesizer.ESPEAK in synthesizers and ctypes.util.find_library("espeak-ng") is None:
        yield "libespeak-ng1"


def learnt(texts: Sequence[str], synthesizers: Sequence[Synthesizer], seed: int) -> Speech:
    """Return what the voices that teach make of the sentences that are read in training.

    Raises
    ------
    FileError
        If one of the programs or voices is not installed.
    """
    read = [text for number, text in enumerate(texts) if number % UNREAD]
    found: Speech = {}
    if Synthesizer.FESTIVAL in synthesizers:
        voices = (voice for voice in festival.FESTIVAL if voice != LEFT_OUT)
        found |= {f"festival {v}": festival.festival(read, v, seed) for v in voices}
    if Synthesizer.FLITE in synthesizers:
        found |= {f"flite {v}": list(festival.flite(read, v, seed)) for v in festival.FLITE}
    if Synthesizer.ESPEAK in synthesizers:
        often = [str(t) for t in np.random.default_rng(seed).permutation(read * READERS)]
        taught = [name for name in espeak.VARIANTS if name not in LEFT_OUT_VARIANTS]
        found["espeak-ng"] = espeak.utterances(often, seed, taught)
    return found


def left_out(texts: Sequence[str], synthesizers: Sequence[Synthesizer], seed: int) -> Speech:
    """Return what voices that do not teach make of sentences that no training reads.

    Raises
    ------
    FileError
        If one of the programs or voices is not installed.
    """
    unread = texts[::UNREAD]
    found: Speech = {}
    if Synthesizer.FESTIVAL in synthesizers:
        found[f"festival {LEFT_OUT}"] = festival.festival(unread, LEFT_OUT, seed)
    if Synthesizer.ESPEAK in synthesizers:
        found["espeak-ng"] = espeak.utterances(unread, seed, LEFT_OUT_VARIANTS)
    return found


def versions(synthesizers: Sequence[Synthesizer]) -> dict[str, str]:
    """Return the versions of the programs that speak."""
    programs = [s.value for s in (Synthesizer.FESTIVAL, Synthesizer.FLITE) if s in synthesizers]
    found = {program: festival.version(program) for program in programs}
    return found | ({"espeak-ng": Espeak().version()} if Synthesizer.ESPEAK in synthesizers else {})
