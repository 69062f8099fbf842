"""What is decided before a training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Synthesizer(StrEnum):
    """A program that speaks and tells when it says what."""

    FESTIVAL = "festival"
    FLITE = "flite"
    ESPEAK = "espeak"


@dataclass(frozen=True)
class Recipe:
    """How a net is made and trained.

    All of it was chosen on voices that were left out of the training; `train visemes` prints such
    figures.

    Attributes
    ----------
    taps : tuple of int
        Rows of 10 ms that it sees, 0 being the one that it describes.
    cepstra : int
        Coefficients that are left of the 40 bands of each: a spectrum's outline, without pitch.
    hidden : tuple of int
        Widths of the layers.
    steps, batch : int
    rate : float
        Of Adam at the beginning; it falls evenly to nothing.
    balance : float
        Rows of a viseme weigh as its frequency to minus this power.
    dropout : float
        Share of the hidden units that are left out, others for each row.
    colour : float
        Deviation of the spectrum that is added to all that the net sees of a row, in deviations of
        the cepstra: a throat and a microphone that nobody has.
    seed : int

    Notes
    -----
    Dropout and colour keep the net from learning the few voices by heart. Without them it told
    58.9 % of the visemes of festival's left-out voice and 81.2 of espeak-ng's, with them 61.9 and
    82.5; with 0.2 of each 61.1 and 80.2. A moving average of the weights (over 1000 steps, tried
    with dropout alone) changed both by less than 0.1: the falling rate has averaged them already.
    """

    taps: tuple[int, ...] = (-30, -22, -16, -12, -9, -6, -4, -3, -2, -1, 0, 1, 2, 3, 5)
    cepstra: int = 20
    hidden: tuple[int, ...] = (192, 128)
    steps: int = 45_000
    batch: int = 512
    rate: float = 1e-3
    balance: float = 0.25
    dropout: float = 0.1
    colour: float = 0.15
    seed: int = 1


@dataclass(frozen=True)
class Order:
    """What to train on, and how long.

    Attributes
    ----------
    synthesizers : sequence of Synthesizer
    folders : sequence of Path
        Recordings with labels, besides.
    sentences : int, optional
        Only so many; all by default.
    recipe : Recipe
    """

    synthesizers: Sequence[Synthesizer]
    folders: Sequence[Path]
    sentences: int | None
    recipe: Recipe
