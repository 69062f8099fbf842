"""What becomes of speech on its way to the training: streams, and the rows of log-mel in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.voice.framing import RATE
from systems.voice.mel import LogMel
from systems.voice.visemes.augment import augmented, warped
from systems.voice.visemes.labels import Labelled, labelled
from systems.voice.visemes.normalise import normalised
from systems.voice.visemes.unvoiced import unvoiced

Floats = NDArray[np.float32]
Random = np.random.Generator
Stream = tuple[Floats, NDArray[np.intp]]
Voices = Mapping[str, Sequence[Labelled]]

UNSPOKEN: Final = 0.25
"""Streams in which nobody speaks but something else sounds, for each in which somebody does."""


@dataclass(frozen=True)
class Rows:
    """Normalised log-mel of many streams, one below the other.

    Attributes
    ----------
    mel : ndarray, (n, bands) float32
    visemes : ndarray, (n,) intp
    starts, ends : ndarray, (n,) intp
        First row of the stream to which each row belongs, and the one after its last.
    prior : ndarray, (bands,) float32
        Mean spectrum of speech, with which every stream began.
    """

    mel: Floats
    visemes: NDArray[np.intp]
    starts: NDArray[np.intp]
    ends: NDArray[np.intp]
    prior: Floats


def streams(voices: Voices, seed: int, copies: int) -> Iterator[Stream]:
    """Yield log-mel and visemes of speech, a few utterances at a time, and of other sounds.

    Parameters
    ----------
    voices : mapping
        Utterances by voice.
    seed : int
    copies : int
        How often each utterance is heard, changed in another way each time.
    """
    random = np.random.default_rng(seed)
    for _ in range(copies):
        for utterances in voices.values():
            for group in _groups(utterances, random):
                stream = _described(augmented(joined(group, random), random), random)
                yield stream
                if random.random() < UNSPOKEN:
                    yield _described(silent(len(stream[0]) / 100, random), random)


def joined(group: Sequence[Labelled], random: Random) -> Labelled:
    """Return utterances one after another, pauses between them."""
    parts: list[Floats] = []
    shown: list[tuple[float, float, int]] = []
    for speech in group:
        parts.append(np.zeros(int(random.exponential(0.25) * RATE), np.float32))
        at = sum(map(len, parts)) / RATE
        ends = (at + speech.ends).clip(max=at + len(speech.samples) / RATE)
        shown += zip([at, *ends], ends, speech.visemes, strict=False)
        parts.append(speech.samples)
    return labelled(np.concatenate(parts), shown, group[0].voice)


def silent(seconds: float, random: Random) -> Labelled:
    """Return a sound that no mouth makes."""
    return labelled(unvoiced(seconds + 0.1, random), [], "nobody")


def rows_of(found: Sequence[Stream]) -> Rows:
    """Return streams normalised, each from a fresh start."""
    prior = _prior(found)
    lengths = [len(mel) for mel, _ in found]
    ends = np.cumsum(lengths)
    return Rows(
        np.concatenate([normalised(mel, prior) for mel, _ in found]),
        np.concatenate([visemes for _, visemes in found]),
        np.repeat(ends - lengths, lengths),
        np.repeat(ends, lengths),
        prior,
    )


def spectrum(mel: Floats) -> Floats:
    """Return the mean of rows less their own means, (bands,), weighted as `Normaliser` does."""
    energy = mel.mean(axis=1, keepdims=True)
    weights = np.exp(energy)
    return np.asarray(((mel - energy) * weights).sum(axis=0) / weights.sum(), np.float32)


def _groups(utterances: Sequence[Labelled], random: Random) -> Iterator[list[Labelled]]:
    order = random.permutation(len(utterances))
    while len(order):
        count = int(random.integers(1, 5))
        yield [utterances[i] for i in order[:count]]
        order = order[count:]


def _described(speech: Labelled, random: Random) -> Stream:
    mel = LogMel().push(speech.samples)
    if random.random() < 0.5:
        mel = warped(mel, random.uniform(0.92, 1.09))
    return mel, speech.rows(len(mel))


def _prior(found: Sequence[Stream]) -> Floats:
    """Return the mean spectrum of what is spoken, weighted by energy as `Normaliser` does."""
    means = [spectrum(mel) for mel, visemes in found if visemes.any()]
    return np.asarray(np.mean(means, axis=0), np.float32)
