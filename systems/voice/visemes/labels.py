"""Sound with visemes on a time line, and from which phones the visemes follow."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.topology import VISEME, VISEMES
from systems.voice.framing import MIDDLE, RATE, STEP, Samples

SEAM: Final = 1e-6
"""Seconds by which segments that touch may differ."""

_ARPABET: Final = {
    "sil": "pau sil sp spn h# #",
    "PP": "p b m em",
    "FF": "f v",
    "TH": "th dh",
    "DD": "t d dx",
    "kk": "k g hh hv",
    "CH": "ch jh sh zh",
    "SS": "s z",
    "nn": "n l ng en el nx",
    "RR": "r er axr",
    "aa": "aa ae ah ax",
    "E": "eh ey",
    "I": "ih iy ix y",
    "O": "ao ow",
    "U": "uh uw ux w",
    "aa I": "ay",
    "aa U": "aw",
    "O I": "oy",
}

ARPABET: Final[dict[str, tuple[int, ...]]] = {
    phone: tuple(VISEME[name] for name in names.split())
    for names, phones in _ARPABET.items()
    for phone in phones.split()
}
"""Visemes of each phone of American English, in lower case; those of a glide share its time.

Source of the classes: Meta, Oculus Lipsync viseme reference; what it leaves open (h, ng, ah) is
put where tongue and jaw are closest.
"""

_GROUPS: Final = {
    "closed": ("sil", "PP"),
    "labiodental": ("FF",),
    "round": ("CH", "RR", "O", "U"),
    "open": ("aa",),
    "spread": ("E", "I"),
    "mid": ("TH", "DD", "kk", "SS", "nn"),
}

GROUPS: Final[tuple[str, ...]] = tuple(_GROUPS)
"""Six shapes of a mouth that an onlooker can tell apart."""

GROUP: Final = np.array(
    [next(i for i, names in enumerate(_GROUPS.values()) if v in names) for v in VISEMES], np.intp
)
"""(15,) index into `GROUPS` of each viseme."""


@dataclass(frozen=True)
class Labelled:
    """Sound and what is spoken in it.

    Attributes
    ----------
    samples : ndarray, (n,) float32
        Mono, 16 kHz, -1..1.
    ends : ndarray, (k,) float64
        Seconds at which each segment ends, rising; the last never does.
    visemes : ndarray, (k,) intp
        What each segment shows, an index into `topology.VISEMES`.
    voice : str
        Who speaks.
    """

    samples: Samples
    ends: NDArray[np.float64]
    visemes: NDArray[np.intp]
    voice: str

    def rows(self, count: int) -> NDArray[np.intp]:
        """Return the viseme at the middle of each of the first rows of log-mel, (count,)."""
        times = MIDDLE / RATE + STEP * np.arange(count)
        return self.visemes[np.searchsorted(self.ends, times)]


def labelled(samples: Samples, shown: Iterable[tuple[float, float, int]], voice: str) -> Labelled:
    """Return sound with visemes given by start, end, s, and index; between them nothing is said."""
    ends, visemes = [0.0], [VISEME["sil"]]
    for start, end, viseme in shown:
        if start > ends[-1] + SEAM:
            ends.append(start)
            visemes.append(VISEME["sil"])
        ends.append(end)
        visemes.append(viseme)
    ends.append(math.inf)
    visemes.append(VISEME["sil"])
    return Labelled(samples, np.array(ends), np.array(visemes, np.intp), voice)
