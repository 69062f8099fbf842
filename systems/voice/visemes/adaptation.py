"""Fits a net to a person: a minute of reading, or five vowels."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from systems.topology import VISEME, VISEMES
from systems.voice.framing import STEP, Samples
from systems.voice.level import Level
from systems.voice.lipsync.align import align
from systems.voice.lipsync.phones import shown_visemes
from systems.voice.lipsync.transcript import read_transcript
from systems.voice.mel import BANDS, LogMel
from systems.voice.visemes.corpus import Rows, spectrum
from systems.voice.visemes.labels import Labelled, labelled
from systems.voice.visemes.mlp import Adam, smoothed
from systems.voice.visemes.net import AHEAD
from systems.voice.visemes.normalise import normalised
from systems.voice.visemes.place import PASSAGE
from systems.voice.visemes.profile import Profile, net_hash
from systems.voice.visemes.trained import Trained
from systems.voice.visemes.training import tapped
from systems.voice.visemes.weights import read_weights

Floats = NDArray[np.float32]

VOWELS: Final = ("aa", "E", "I", "O", "U")
"""Said one after another, each held for about a second."""

LOST: Final = "recognised without the words"
"""How a failed alignment is remarked: what it then guesses would teach the net nonsense."""

STEPS: Final = 300
BATCH: Final = 512
RATE: Final = 5e-3
PULL: Final = 1.0
"""Cost of the squared distance from what fits everybody, per thousand rows that were heard."""

HALF: Final = 3000.0
"""Spoken rows after which a person's spectrum counts as much as everybody's: 30 s."""

LOUD: Final = 20.0
"""dB from the loudest row down that a vowel reaches: in six voices of espeak-ng the softest, an ee,
is up to 9 below the loudest."""

LEAST: Final = 20
"""Rows that a vowel lasts at least, and twice as many as a pause within one may last."""


def read_aloud(samples: Samples, text: Path | None = None) -> Labelled:
    """Return a reading of a text, by default of the shipped passage, aligned with it.

    Raises
    ------
    FileError, DataError
        If the text cannot be read or is not what is said.
    """
    aligned = align(samples, read_transcript(text or PASSAGE))
    if any(LOST in remark for remark in aligned.remarks):
        msg = f"what is said in the recording is not found to be {(text or PASSAGE).name}"
        raise DataError(msg, fix="read the text word by word, give --text, or use --vowels")
    return labelled(samples, shown_visemes(aligned.phones), "reading")


def five_vowels(samples: Samples) -> Labelled:
    """Return a recording of the five `VOWELS` with what is said when.

    Raises
    ------
    DataError
        If there are not five sounds with pauses between them.
    """
    sounds = _sounds(Level().push(samples))
    if len(sounds) != len(VOWELS):
        msg = f"not {len(VOWELS)} sounds with pauses between them are heard, but {len(sounds)}"
        raise DataError(msg, fix="say ah, eh, ee, oh, oo, each for a second, with pauses")
    shown = [
        (STEP * start, STEP * end, VISEME[vowel])
        for (start, end), vowel in zip(sounds, VOWELS, strict=True)
    ]
    return labelled(samples, shown, "vowels")


def _sounds(level: Floats) -> list[tuple[int, int]]:
    """Return first row and end of every sound that is loud, and lasts."""
    loud = np.concatenate([[False], level > level.max(initial=-np.inf) - LOUD, [False]])
    sounds: list[tuple[int, int]] = []
    for start, end in np.flatnonzero(np.diff(loud)).reshape(-1, 2).tolist():
        goes_on = bool(sounds) and start - sounds[-1][1] < LEAST // 2
        sounds.append((sounds.pop()[0] if goes_on else start, end))
    return [(start, end) for start, end in sounds if end - start >= LEAST]


def adapt(net: Path, heard: Labelled, *, whole: bool = True, seed: int = 1) -> Profile:
    """Return the profile with which a net tells best what is known to be said.

    An affine map before the net, begun at the identity and held near it, goes down the gradient
    of the net's cross-entropy. Source: linear input networks (Neto et al., 1995).

    Parameters
    ----------
    net : Path
    heard : Labelled
    whole : bool, default True
        Fit the map's matrix and not only its bias. Five vowels say nothing of consonants: by them a
        matrix made what four voices of espeak-ng say worse understood, by up to 10 % of the rows,
        and the bias by 0.7 % at most, while it helps as much where a voice is unusual.
    seed : int, default 1

    Notes
    -----
    About 5 s for a minute.
    """
    trained = read_weights(net)
    mel = LogMel().push(heard.samples)
    visemes = heard.rows(len(mel))
    prior = _prior(trained.prior, mel[visemes > 0])
    rows = _rows(normalised(mel, prior), visemes, prior)
    matrix, bias = _fitted(trained, rows, np.random.default_rng(seed), whole=whole)
    return Profile(prior, matrix, bias, net_hash(net.read_bytes()))


def _prior(everybody: Floats, spoken: Floats) -> Floats:
    if not len(spoken):
        msg = "nothing is said in the recording"
        raise DataError(msg, fix="record a minute of reading, or the five vowels with --vowels")
    share = len(spoken) / (len(spoken) + HALF)
    return np.asarray((1 - share) * everybody + share * spectrum(spoken), np.float32)


def _rows(mel: Floats, visemes: NDArray[np.intp], prior: Floats) -> Rows:
    starts = np.zeros(len(mel), np.intp)
    return Rows(mel, visemes, starts, starts + len(mel), prior)


def _fitted(
    trained: Trained, rows: Rows, random: np.random.Generator, *, whole: bool
) -> tuple[Floats, Floats]:
    """Return the matrix and the bias."""
    identity = np.eye(BANDS, dtype=np.float32)
    matrix, bias = identity.copy(), np.zeros(BANDS, np.float32)
    fitted = [bias, matrix] if whole else [bias]
    weights = np.ones(len(VISEMES), np.float32)
    pull = np.float32(PULL * 1000 / len(rows.mel))
    adam = Adam(fitted)
    for step in range(STEPS):
        chosen = random.integers(0, max(len(rows.mel) - AHEAD, 1), BATCH)
        inputs = tapped(trained.inputs(rows.mel @ matrix + bias), rows, chosen, trained.taps)
        targets = smoothed(rows.visemes[chosen], len(VISEMES), weights)
        slope = trained.net.gradients(inputs, targets).input
        by_rows = slope.reshape(-1, trained.projection.shape[1]) @ trained.projection.T
        slopes = [by_rows.sum(axis=0) + pull * bias / BANDS]
        if whole:
            seen = tapped(rows.mel, rows, chosen, trained.taps).reshape(-1, BANDS)
            slopes.append(seen.T @ by_rows + pull * (matrix - identity) / BANDS)
        adam.step(slopes, RATE * (1 - step / STEPS))
    return matrix, bias
