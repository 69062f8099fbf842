"""Phones by pocketsphinx, without and with the text, beside those that espeak-ng times itself."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from bench.row import row, seconds
from engine.errors import FileError
from systems.voice.framing import RATE, Samples
from systems.voice.lipsync.align import align
from systems.voice.lipsync.phones import Phone, visemes_of
from systems.voice.lipsync.recognise import recognised
from systems.voice.lipsync.transcript import Sentence, words_of
from systems.voice.visemes.espeak import Espeak

SENTENCES = (
    "The birch canoe slid on the smooth planks.",
    "Glue the sheet to the dark blue background.",
    "It's easy to tell the depth of a well.",
    "These days a chicken leg is a rare dish.",
    "Rice is often served in round bowls.",
    "The juice of lemons makes fine punch.",
    "The box was thrown beside the parked truck.",
    "The hogs were fed chopped corn and garbage.",
    "Four hours of steady work faced us.",
    "A large size in stockings is hard to sell.",
    "The boy was there when the sun rose.",
    "A rod is used to catch pink salmon.",
    "The source of the huge river is the clear spring.",
    "Kick the ball straight and follow through.",
    "Help the woman get back to her feet.",
    "A pot of tea helps to pass the evening.",
    "Smoky fires lack flame and heat.",
    "The soft cushion broke the man's fall.",
)
"""The first eighteen Harvard sentences (IEEE, 1969)."""

VOICES = ("en-us", "en-us+f3", "en-us+m7")

_MNEMONICS = {
    "": "_ _: _:: _! ? _|",
    "AA": "0 A: A 0# A@",
    "AE": "a aa a@",
    "AH": "V @ @2 @5 a# V# A#",
    "AO": "O O: o o: O2 O@ o@",
    "AW": "aU",
    "AY": "aI aI@",
    "CH": "tS",
    "D": "d",
    "DH": "D",
    "EH": "E E2 e@ e",
    "ER": "3 3: V3 @-",
    "EY": "eI",
    "F": "f",
    "G": "g",
    "HH": "h",
    "IH": "I I2 I#",
    "IY": "i i: i@ i@3",
    "JH": "dZ",
    "K": "k x",
    "L": "l l/2 l# @L",
    "N": "n n-",
    "NG": "N",
    "OW": "oU",
    "OY": "OI",
    "R": "r r- R",
    "SH": "S",
    "T": "t t# t2 *",
    "TH": "T",
    "UH": "U U#",
    "UW": "u u: U:",
    "Y": "j",
    "ZH": "Z",
    **{phone.upper(): phone for phone in ("b", "m", "p", "s", "v", "w", "z")},
}
MNEMONICS = {name: phone for phone, names in _MNEMONICS.items() for name in names.split()}
"""Phone of ARPABET of each of espeak-ng's mnemonics of American English; none for a pause."""

TWO = {
    "o@": ("AO", "R"),
    "O@": ("AO", "R"),
    "A@": ("AA", "R"),
    "e@": ("EH", "R"),
    "@L": ("AH", "L"),
}
"""Mnemonics that dictionaries write as two phones."""


def spoken(text: str, voice: str) -> tuple[Samples, list[Phone]]:
    """Return speech and its phones, as espeak-ng times them; pauses are left out."""
    engine = Espeak()
    samples = engine.speak(text, voice, words=150).samples
    starts = [*engine._phonemes, (len(samples) / RATE, "_")]
    phones = []
    for (start, name), (end, _) in itertools.pairwise(starts):
        labels = TWO.get(name, (MNEMONICS.get(name, ""),))
        step = (end - start) / len(labels)
        phones += [Phone(start + i * step, start + (i + 1) * step, x) for i, x in enumerate(labels)]
    return samples, [phone for phone in phones if phone.label]


def matched(found: Sequence[str], true: Sequence[str]) -> tuple[int, list[tuple[int, int]]]:
    """Return the edit distance of two sequences, and which of their items it leaves as they are."""
    cost = np.zeros((len(found) + 1, len(true) + 1), int)
    cost[:, 0], cost[0] = np.arange(len(found) + 1), np.arange(len(true) + 1)
    for i, a in enumerate(found, 1):
        for j, b in enumerate(true, 1):
            cost[i, j] = min(cost[i - 1, j - 1] + (a != b), cost[i - 1, j] + 1, cost[i, j - 1] + 1)
    pairs, i, j = [], len(found), len(true)
    while i and j:
        if cost[i, j] == cost[i - 1, j - 1] + (found[i - 1] != true[j - 1]):
            i, j = i - 1, j - 1
            if found[i] == true[j]:
                pairs.append((i, j))
        elif cost[i, j] == cost[i - 1, j] + 1:
            i -= 1
        else:
            j -= 1
    return int(cost[-1, -1]), pairs


def shown(phones: Sequence[Phone]) -> list[str]:
    """Return the visemes of phones, without repetitions."""
    names = [str(v) for p in phones for v in visemes_of(p.label, arpabet=True)]
    return [name for i, name in enumerate(names) if i == 0 or name != names[i - 1]]


def voiced(phones: Sequence[Phone]) -> list[Phone]:
    """Return phones without the pauses."""
    return [phone for phone in phones if phone.label != "SIL"]


def error_rates(sentences: Sequence[str], voices: Sequence[str]) -> tuple[float, float]:
    """Return the phone and the viseme error rate of recognition without a text, per cent."""
    wrong, count = np.zeros(2), np.zeros(2)
    for samples, true in (spoken(text, voice) for text in sentences for voice in voices):
        found = voiced(recognised(samples))
        wrong[0] += matched([p.label for p in found], [p.label for p in true])[0]
        wrong[1] += matched(shown(found), shown(true))[0]
        count += len(true), len(shown(true))
    phones, visemes = 100 * wrong / count
    return float(phones), float(visemes)


def onset_errors(sentences: Sequence[str], voices: Sequence[str]) -> tuple[np.ndarray, list[str]]:
    """Return by how many ms an aligned phone begins late, of each that both have, and remarks."""
    late, remarks = [], []
    for text in sentences:
        for voice in voices:
            samples, true = spoken(text, voice)
            aligned = align(samples, [Sentence(words_of(text))])
            found = voiced(aligned.phones)
            remarks += aligned.remarks
            pairs = matched([p.label for p in found], [p.label for p in true])[1]
            late += [1000 * (found[i].start - true[j].start) for i, j in pairs]
    return np.array(late), remarks


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return the lines of this part; none where there is no espeak-ng."""
    sentences, voices = (SENTENCES[:2], VOICES[:1]) if quick else (SENTENCES, VOICES)
    try:
        samples, _ = spoken(sentences[0], voices[0])
    except FileError:
        return []
    phones, visemes = error_rates(sentences, voices)
    late, remarks = onset_errors(sentences, voices)
    spoken_again = len(sentences) * len(voices)
    lost = sum("cannot be aligned" in remark for remark in remarks) / spoken_again
    wider = sum("wider beam" in remark for remark in remarks) / spoken_again
    share = seconds(lambda: recognised(samples), 3) / (len(samples) / RATE)
    return [
        _row("phones without the text", phones, "% errors"),
        _row("visemes without the text", visemes, "% errors"),
        _row("onset with the text, median", float(np.median(np.abs(late))), "ms"),
        _row("onset with the text, p90", float(np.percentile(np.abs(late), 90)), "ms"),
        _row("sentences aligned at once", 100 * (1 - lost - wider), "%"),
        _row("sentences aligned", 100 * (1 - lost), "%"),
        _row("time over length, without the text", 100 * share, "%"),
    ]


def _row(case: str, value: float, unit: str) -> dict[str, Any]:
    return row("phonemes", case, value, "context", None, unit)
